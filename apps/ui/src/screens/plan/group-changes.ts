import { printJson } from '@heksher/domain';
import type { PlannedChange } from '../../api/plan.js';

/** What would happen to one setting, to one rule, or to the list of context features. */
export type ChangesOfOne = [PlannedChange, ...PlannedChange[]];

export interface ChangeGroup {
  /** Null for the context features. */
  setting: string | null;
  changes: ChangesOfOne[];
}

/** Changes by setting and then by rule, in the order in which these come. */
export function groupChanges(changes: readonly PlannedChange[]): ChangeGroup[] {
  const groups = new Map<string | null, Map<string, ChangesOfOne>>();
  for (const change of changes) {
    const group = groups.get(change.setting) ?? new Map<string, ChangesOfOne>();
    groups.set(change.setting, group);
    const rule = change.when === undefined ? '' : printJson(change.when);
    const others = group.get(rule);
    if (others) others.push(change);
    else group.set(rule, [change]);
  }
  return [...groups].map(([setting, ofSetting]) => ({ setting, changes: [...ofSetting.values()] }));
}
