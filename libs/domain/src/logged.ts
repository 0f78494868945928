import type { StoredToken } from './access/token.js';
import { printJson } from './json.js';
import type { Rule } from './rule.js';
import { printSettingType } from './setting-type/print.js';
import type { Setting } from './setting.js';
import { printVersion } from './version.js';

/** The subject of a change, before or after it. A deleted setting is logged with its rules. */
export type LoggedState =
  | { setting: Setting; rules?: readonly Rule[] }
  | { rule: Rule }
  | { features: readonly string[] }
  | { token: Pick<StoredToken, 'id' | 'name' | 'role' | 'prefixes' | 'expiresAt'> };

/**
 * The JSON text that the change log keeps. This shape is the log's own, though it resembles the API's: entries are never
 * rewritten, so a new member of an API class must not appear here by accident.
 */
export function printLoggedState(state: LoggedState): string {
  if ('features' in state) return printJson(state.features);
  if ('token' in state) return printJson(shapeToken(state.token));
  if ('rule' in state) return printJson(shapeRule(state.rule));
  return printJson({ ...shapeSetting(state.setting), rules: state.rules?.map(shapeRule) });
}

function shapeSetting(setting: Setting): object {
  return {
    name: setting.name,
    configurable_features: setting.configurableFeatures,
    type: printSettingType(setting.type),
    default_value: setting.defaultValue,
    metadata: setting.metadata,
    aliases: setting.aliases,
    version: printVersion(setting.version),
  };
}

/** Only these members: the log never has a secret, nor its hash. */
function shapeToken({
  id,
  name,
  role,
  prefixes,
  expiresAt,
}: Extract<LoggedState, { token: unknown }>['token']): object {
  return { id, name, role, prefixes, expires_at: expiresAt?.toISOString() ?? null };
}

function shapeRule({ id, setting, value, conditions, metadata }: Rule): object {
  const pairs = conditions.map((condition) => [condition.feature, condition.value]);
  return { rule_id: id, setting, value, feature_values: pairs, metadata };
}
