import type { Action } from '../action.js';
import { jsonEquals, printJson } from '../json.js';
import { printLoggedState, type LoggedState } from '../logged.js';
import { sameConditions, type Rule } from '../rule.js';

/** One entry of a change: what an operation did to one rule, to one setting or to the list of context features. */
export interface Item {
  /** The index of the operation. */
  n: number;
  action: Action;
  /** The canonical names, old and new, of the settings that it touched; null if it may be any. */
  settings: readonly string[] | null;
  /** Negative for a new rule that has no id yet. */
  ruleId?: number;
  before?: LoggedState;
  after?: LoggedState;
}

/** The entry for a rule; undefined if nothing changed. */
export function ruleItem(n: number, before: Rule | undefined, after: Rule | undefined): Item | undefined {
  const rule = after ?? before;
  const action = ruleAction(before, after);
  if (!rule || !action) return undefined;
  return {
    n,
    action,
    settings: [rule.setting],
    ruleId: rule.id,
    ...(before && { before: { rule: before } }),
    ...(after && { after: { rule: after } }),
  };
}

function ruleAction(before: Rule | undefined, after: Rule | undefined): Action | undefined {
  if (!before) return 'rule.created';
  if (!after) return 'rule.deleted';
  const differing: Action[] = [];
  // By their texts: another type may spell an equal value differently.
  if (printJson(before.value) !== printJson(after.value)) differing.push('rule.value_changed');
  if (!jsonEquals(before.metadata, after.metadata)) differing.push('rule.metadata_changed');
  if (!sameConditions(before.conditions, after.conditions)) differing.push('rule.moved');
  return differing.length > 1 ? 'rule.changed' : differing[0];
}

/** An entry of a change as the JSON text that the change log keeps. A new rule must have got its id. */
export function printItem({ n, action, settings, ruleId, before, after }: Item): string {
  const members = [
    `"n":${n}`,
    `"action":${JSON.stringify(action)}`,
    `"setting":${JSON.stringify(settings?.at(-1) ?? null)}`,
    `"rule_id":${ruleId ?? 'null'}`,
    `"before":${before ? printLoggedState(before) : 'null'}`,
    `"after":${after ? printLoggedState(after) : 'null'}`,
  ];
  return `{${members.join()}}`;
}
