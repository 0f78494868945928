import { jsonKey, parseStoredJson } from './json.js';
import type { Ruleset } from './ruleset.js';

/** How a setting was asked for: `get` is what clients that resolve by themselves have counted. */
export type UseKind = 'declare' | 'query' | 'evaluate' | 'ofrep' | 'get';

export const USE_KINDS: readonly UseKind[] = ['declare', 'query', 'evaluate', 'ofrep', 'get'];

/** The name under which requests for all settings are counted. */
export const EVERYTHING = '*';

/** When a name was last asked for; undefined for never. */
export interface LastUse {
  declaredAt: Date | undefined;
  /** In any other way. */
  readAt: Date | undefined;
}

/** The last uses of names as they were asked for, aliases included. */
export type LastUses = ReadonlyMap<string, LastUse>;

/** Why a setting may no longer be needed. */
export type StaleReason =
  'never_asked_for' | 'not_asked_for_since' | 'declared_by_no_client_since' | 'every_rule_equals_default';

const NEVER: LastUse = { declaredAt: undefined, readAt: undefined };

/**
 * When a setting was last used by its name or an alias, or as one of all settings. A setting of which clients only ask for
 * everything is used.
 */
export function lastUseOf(names: readonly string[], uses: LastUses): LastUse {
  const own = [EVERYTHING, ...names].map((name) => uses.get(name) ?? NEVER);
  return {
    declaredAt: latest(own.map(({ declaredAt }) => declaredAt)),
    readAt: latest(own.map(({ readAt }) => readAt)),
  };
}

/** When a name was last asked for in any way. */
export function lastAskedAt({ declaredAt, readAt }: LastUse): Date | undefined {
  return latest([declaredAt, readAt]);
}

/** Why a setting may no longer be needed: what is true of its last use, its rules and a point in time. */
export function staleReasons(use: LastUse, ruleset: Ruleset, since: Date): StaleReason[] {
  const { declaredAt } = use;
  const askedAt = lastAskedAt(use);
  const reasons: StaleReason[] = [];
  if (askedAt === undefined) reasons.push('never_asked_for');
  else if (askedAt < since) reasons.push('not_asked_for_since');
  if (declaredAt === undefined || declaredAt < since) reasons.push('declared_by_no_client_since');
  if (doAllRulesEqualDefault(ruleset)) reasons.push('every_rule_equals_default');
  return reasons;
}

/** Whether there are rules, and all have the value of the default. */
function doAllRulesEqualDefault({ rules, defaultValue }: Ruleset): boolean {
  if (rules.length === 0) return false;
  const key = jsonKey(parseStoredJson(defaultValue));
  return rules.every(({ value }) => value === defaultValue || jsonKey(parseStoredJson(value)) === key);
}

function latest(times: readonly (Date | undefined)[]): Date | undefined {
  return times.reduce((last, time) => (time && (!last || time > last) ? time : last), undefined);
}
