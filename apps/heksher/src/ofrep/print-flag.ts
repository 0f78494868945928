import {
  evaluate,
  noSettingIsCalled,
  printSettingType,
  printVersion,
  type Context,
  type SettingType,
} from '@heksher/domain';
import type { LoadedSetting } from '@heksher/persistence';
import type { OfrepFailure } from './ofrep-failure.js';
import type { EventStream, FlagAnswer, FlagsAnswer } from './ofrep.dto.js';

export interface FlagRequest {
  /** The name or alias that was asked for. */
  key: string;
  context: Context;
  /** Whether only the reasons of OFREP's schema may be given, which has no `DEFAULT`. */
  areReasonsStrict: boolean;
}

/** A setting as a flag, its value in the context and where that comes from, as JSON text of a `FlagAnswer`. */
export function printFlag(
  { setting, ruleset }: LoadedSetting,
  { key, context, areReasonsStrict }: FlagRequest,
): string {
  const { value, rule } = evaluate(ruleset, context);
  const unmatched = areReasonsStrict || ruleset.rules.length === 0 ? 'STATIC' : 'DEFAULT';
  const reason: FlagAnswer['reason'] = rule ? 'TARGETING_MATCH' : unmatched;
  const variant = rule ? `rule:${rule.id}` : 'default';
  const type = JSON.stringify(printSettingType(setting.type));
  const matched = rule?.conditions.map((condition) => `${condition.feature}=${condition.value}`).join();
  const source = rule ? `,"heksher.ruleId":${rule.id},"heksher.matched":${JSON.stringify(matched)}` : '';
  return (
    `{"key":${JSON.stringify(key)},"value":${printTyped(setting.type, value)},"reason":"${reason}","variant":"${variant}",` +
    `"metadata":{"heksher.version":"${printVersion(setting.version)}","heksher.type":${type}${source}}}`
  );
}

/** The answer to a key that no setting has, as JSON text of an `OfrepFailure`. */
export function printMissingFlag(key: string): string {
  const failure: OfrepFailure = {
    key,
    errorCode: 'FLAG_NOT_FOUND',
    errorDetails: noSettingIsCalled([JSON.stringify(key)]),
    metadata: {},
  };
  return JSON.stringify(failure);
}

/** Flags, each as JSON text, and the streams that tell of changes, if any, as JSON text of a `FlagsAnswer`. */
export function printFlags(flags: readonly string[], eventStreams: EventStream[] | undefined): string {
  const rest: Omit<FlagsAnswer, 'flags'> = { metadata: {}, eventStreams };
  return `{"flags":[${flags.join(',')}],${JSON.stringify(rest).slice(1)}`;
}

/** Python and Java tell a float from an int by how it is written, so a whole float has a fraction: `1` → `1.0`. */
function printTyped(type: SettingType, value: string): string {
  return type.kind === 'float' && /^-?\d+$/.test(value) ? `${value}.0` : value;
}
