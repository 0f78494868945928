import { Draft, planOf, type Rule } from '@heksher/domain';
import type { WriteAccess } from '@heksher/persistence';

type Recorded = Parameters<WriteAccess['record']>[0];

const EMPTY = new Draft({ features: [], everySetting: [], find: () => undefined, findByRule: () => undefined });

/** A change of the list of context features, as work on the database records it. */
export function recordedFeatures(features: string[], actor?: string): Recorded {
  const effects = { ...planOf(EMPTY, []).effects, features };
  return { effects, change: { author: { actor, origin: 'api' }, action: 'context_feature.added', settings: null } };
}

/** A rule that is added, as work on the database records it. */
export function recordedRule(rule: Rule): Recorded {
  const { effects } = planOf(EMPTY, []);
  const added = { ...effects, rules: { ...effects.rules, added: [rule] } };
  const settings = [rule.setting];
  return { effects: added, change: { author: { origin: 'api' }, action: 'rule.created', settings } };
}
