import {
  evaluate,
  parseStoredJson,
  printSettingType,
  printVersion,
  type Context,
  type JsonValue,
  type SettingType,
} from '@heksher/domain';
import type { LoadedSetting } from '@heksher/persistence';

export type FlagReason = 'STATIC' | 'TARGETING_MATCH' | 'DEFAULT';

/** A flag as OFREP answers it. */
export interface Flag {
  key: string;
  value: JsonValue;
  reason: FlagReason;
  variant: string;
  metadata: Record<string, string | number>;
}

/** A flag that cannot be answered. */
export interface FlagFailure {
  key: string;
  errorCode: 'FLAG_NOT_FOUND';
  errorDetails: string;
  metadata: Record<string, never>;
}

export interface FlagRequest {
  /** The name or alias that was asked for. */
  key: string;
  context: Context;
  /** Whether only the reasons of OFREP's schema may be given, which has no `DEFAULT`. */
  areReasonsStrict: boolean;
}

/** A setting as a flag: its value in the context, and where that comes from. */
export function toFlag({ setting, ruleset }: LoadedSetting, { key, context, areReasonsStrict }: FlagRequest): Flag {
  const { value, rule } = evaluate(setting, ruleset, context);
  const unmatched = areReasonsStrict || ruleset.rules.length === 0 ? 'STATIC' : 'DEFAULT';
  const metadata = {
    'heksher.version': printVersion(setting.version),
    'heksher.type': printSettingType(setting.type),
  };
  const flag = { key, value: asTyped(setting.type, value) };
  if (!rule) return { ...flag, reason: unmatched, variant: 'default', metadata };
  const matched = rule.conditions.map((condition) => `${condition.feature}=${condition.value}`).join();
  return {
    ...flag,
    reason: 'TARGETING_MATCH',
    variant: `rule:${rule.id}`,
    metadata: { ...metadata, 'heksher.ruleId': rule.id, 'heksher.matched': matched },
  };
}

/** The answer to a key that no setting has. */
export function missingFlag(key: string): FlagFailure {
  return {
    key,
    errorCode: 'FLAG_NOT_FOUND',
    errorDetails: `no setting is called ${JSON.stringify(key)}`,
    metadata: {},
  };
}

/** Python and Java tell a float from an int by how it is written, so a whole float has a fraction: `1` → `1.0`. */
function asTyped(type: SettingType, text: string): JsonValue {
  return parseStoredJson(type.kind === 'float' && /^-?\d+$/.test(text) ? `${text}.0` : text);
}
