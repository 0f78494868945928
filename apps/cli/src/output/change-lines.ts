import type { JsonValue } from '@heksher/domain';
import type { Style } from './style.js';
import { printable, valueText } from './text.js';

/** One difference, for people. Without `before` it is made, without `after` it is deleted. */
export interface ShownChange {
  /** Null for what belongs to no setting. */
  setting: string | null;
  /** What of the setting, such as `user=jim` or `default_value`. */
  what: string;
  before?: string;
  after?: string;
  /** Such as who has changed it last. */
  remark?: string;
}

const OF_NO_SETTING = '(all settings)';

/** Differences as lines: each setting once, and below it `+` for what is made, `-` for what is deleted, `~` for the rest. */
export function changeLines(changes: readonly ShownChange[], style: Style): string[] {
  const lines: string[] = [];
  let current: string | undefined;
  for (const change of changes) {
    const heading = change.setting === null ? OF_NO_SETTING : printable(change.setting);
    if (heading !== current) lines.push(style.bold(heading));
    current = heading;
    lines.push(`  ${changeLine(change, style)}`);
  }
  return lines;
}

function changeLine({ what, before, after, remark }: ShownChange, style: Style): string {
  const suffix = remark === undefined ? '' : `  ${style.dim(`(${remark})`)}`;
  if (before === undefined) return style.added(`+ ${what}: ${after}`) + suffix;
  if (after === undefined) return style.removed(`- ${what}: ${before}`) + suffix;
  return style.changed(`~ ${what}: ${before} → ${after}`) + suffix;
}

/** A new or deleted setting in a few words. */
export function settingText(attributes: Readonly<Record<string, JsonValue>>): string {
  const { type, default_value, version, configurable_features } = attributes;
  return [
    typeof type === 'string' && printable(type),
    default_value !== undefined && `default ${valueText(default_value)}`,
    typeof version === 'string' && `version ${printable(version)}`,
    Array.isArray(configurable_features) && `configurable by ${printable(configurable_features.join(' '))}`,
  ]
    .filter(Boolean)
    .join(', ');
}
