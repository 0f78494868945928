import type { Base } from '../planning/base.js';
import { Draft } from '../planning/draft.js';
import type { DraftSetting } from '../planning/draft-setting.js';
import { planOf, type Plan } from '../planning/plan.js';
import { sameSetting } from '../planning/same-setting.js';
import type { Rule } from '../rule.js';
import type { Setting } from '../setting.js';
import { ConflictingHistory, type HistoryConflict } from './conflict.js';
import type { Delta, SettingDelta } from './delta.js';
import { carryOut } from './carry-out.js';
import { isSameRule } from './three-way.js';
import { allNames, type Target } from './target.js';
import { matchOwners } from './match-owners.js';
import { undoneFeatures } from './undo-features.js';
import { undoneRule } from './undo-rule.js';
import { differencesFromCreated, undoneSetting } from './undo-setting.js';

/**
 * Plans to take a change back, attribute by attribute: what is as the change has made it becomes what it was before, and what
 * is so already stays. Throws a `ConflictingHistory` if anything is neither, or what would come back does not fit any more.
 */
export function planUndo(base: Base, delta: Delta): Plan {
  const draft = new Draft(base);
  const conflicts: HistoryConflict[] = [];
  const features = undoneFeatures({ ...delta.features, now: draft.features }, conflicts);
  const owners = matchOwners(delta.settings, draft);
  const holders = new Map(
    delta.settings.flatMap((one) => (one.before ? allNames(one.before) : []).map((name) => [name, one])),
  );
  const targets = delta.settings.flatMap((one) => {
    const isOfAnother = (name: string) => (holders.get(name) ?? one) !== one;
    return undoneTarget(one, { owner: owners.get(one), isOfAnother }, conflicts) ?? [];
  });
  conflicts.push(...carryOut({ targets, features, isOneState: false }, draft));
  if (conflicts.length > 0) throw new ConflictingHistory(conflicts, 'the change cannot be undone');
  return planOf(draft, []);
}

/** What planning an undo has to know: the names of settings, and whether it needs all of them. */
export function touchedByUndo({ settings, features }: Delta): { names: string[]; everySetting: boolean } {
  const names = settings.flatMap(({ present, before, after }) => [
    ...(present === undefined ? [] : [present]),
    ...(before ? allNames(before) : []),
    ...(after ? allNames(after) : []),
  ]);
  const everySetting = features.after.some((name) => !features.before.includes(name));
  return { names: [...new Set(names)], everySetting };
}

interface Now {
  owner: DraftSetting | undefined;
  /** Whether another setting had a name before the change. */
  isOfAnother: (name: string) => boolean;
}

function undoneTarget(
  delta: SettingDelta,
  { owner, isOfAnother }: Now,
  conflicts: HistoryConflict[],
): Target | undefined {
  const { before, after } = delta;
  if (!owner) return undoneWithoutOwner(delta, conflicts);
  const rules = undoneRules(delta, owner, conflicts);
  if (before && after) {
    const setting = undoneSetting({ before, after, isOfAnother }, owner.setting, conflicts);
    return { owner, setting, rules };
  }
  if (after) {
    const ids = { own: delta.rules.map(({ id }) => id), all: owner.listRules().map(({ id }) => id) };
    const differences = differencesFromCreated(after, { setting: owner.setting, rules: ids });
    conflicts.push(...differences);
    return { owner, setting: undefined, rules: new Map() };
  }
  if (before) conflicts.push(...differencesFromDeleted(before, owner.setting));
  return { owner, setting: owner.setting, rules };
}

/** A setting with the name of the deleted one is no obstacle if it is what would come back. */
function differencesFromDeleted(before: Setting, now: Setting): HistoryConflict[] {
  const ids = { own: [], all: [] };
  const isBack = differencesFromCreated(before, { setting: now, rules: ids }).length === 0;
  if (isBack) return [];
  const difference = { attribute: 'name', expected: undefined, actual: now.name };
  return [{ setting: now.name, ...difference, reason: 'belongs to a setting that was created since' }];
}

function undoneWithoutOwner({ before, after, rules }: SettingDelta, conflicts: HistoryConflict[]): Target | undefined {
  if (!before) return undefined;
  if (after) {
    const isAsBefore = sameSetting(before, after) && rules.every((rule) => !rule.before);
    const difference = { attribute: 'name', expected: after.name, actual: undefined };
    if (!isAsBefore) conflicts.push({ setting: after.name, ...difference, reason: 'belongs to no setting any more' });
    return undefined;
  }
  const deleted = rules.flatMap((rule): [number, Rule][] => (rule.before ? [[rule.id, rule.before]] : []));
  return { owner: undefined, setting: before, rules: new Map(deleted) };
}

function undoneRules(delta: SettingDelta, owner: DraftSetting, conflicts: HistoryConflict[]): Target['rules'] {
  const rules: Target['rules'] = new Map();
  for (const one of delta.rules) {
    const now = owner.findRule(one.id);
    const rule = undoneRule(one, { now, setting: owner.setting.name }, conflicts);
    if (rule && now ? !isSameRule(rule, now) : rule !== now) rules.set(one.id, rule);
  }
  return rules;
}
