import type { JsonValue } from '@heksher/domain';
import type { Style } from './style.js';
import { counted, printable, valueText } from './text.js';

/** What came of a declaration. */
export interface Declared {
  name: string;
  declaration?: {
    outcome: 'created' | 'uptodate' | 'outdated' | 'upgraded';
    previous_version?: string;
    latest_version?: string;
    differences?: { level: string; attribute?: string; latest_value?: JsonValue; message?: string }[];
  };
}

/** What came of declarations, or would come of them, for people. Those that are up to date are only counted. */
export function declarationLines(
  declared: readonly Declared[],
  { isCheck }: { isCheck: boolean },
  style: Style,
): string[] {
  const notable = declared.filter(({ declaration }) => declaration?.outcome !== 'uptodate');
  const upToDate = declared.length - notable.length;
  return [
    ...notable.map((one) => lineOf(one, isCheck ? 'would be' : 'was', style)),
    ...(upToDate > 0 ? [`${counted(upToDate, 'declaration')} up to date`] : []),
  ];
}

function lineOf({ name, declaration }: Declared, verb: string, style: Style): string {
  const heading = style.bold(printable(name));
  const because = (declaration?.differences ?? []).map(differenceText);
  const reasons = because.length === 0 ? '' : `: ${because.join('; ')}`;
  switch (declaration?.outcome) {
    case 'created':
      return `${style.added('+')} ${heading} ${verb} created`;
    case 'upgraded':
      return `${style.changed('~')} ${heading} ${verb} upgraded from version ${printable(declaration.previous_version ?? '?')}${reasons}`;
    case 'outdated':
      return `! ${heading} is outdated and changes nothing, because the service has version ${printable(declaration.latest_version ?? '?')}${reasons}`;
    default:
      return `  ${heading} ${declaration?.outcome ?? 'unknown'}`;
  }
}

function differenceText({
  level,
  attribute,
  latest_value,
  message,
}: NonNullable<NonNullable<Declared['declaration']>['differences']>[number]): string {
  if (message !== undefined) return printable(message);
  const before = latest_value === undefined ? '' : `, which is ${valueText(latest_value)} now`;
  return printable(`another ${attribute} (${level})`) + before;
}
