import { toRule, type Base, type BaseSetting } from '../planning/base.js';
import { Draft } from '../planning/draft.js';
import type { DraftSetting } from '../planning/draft-setting.js';
import { planOf, type Plan } from '../planning/plan.js';
import { carryOut } from './carry-out.js';
import { ConflictingHistory } from './conflict.js';
import { matchOwners } from './match-owners.js';
import { allNames, withNames, type Target } from './target.js';
import { isSameRule } from './three-way.js';

/** A setting at an earlier time. */
export interface Restored {
  past: BaseSetting;
  /** Its canonical name now; undefined if it has been deleted since. */
  present: string | undefined;
}

/** What is to be as it was. */
export interface Restoration {
  settings: readonly Restored[];
  /** The canonical names of all settings that are restored or deleted, as they are now. */
  present: readonly string[];
  /** The context features of that time, if they are to be restored, too. */
  features: readonly string[] | undefined;
}

/**
 * Plans to make settings what they were: those that are new since go, those that are gone come back, and rules keep their ids.
 * No name that a setting has is dropped, unless another needs it. Throws a `ConflictingHistory` if what would come back does
 * not fit what is there now.
 */
export function planRestore(base: Base, { settings, present, features }: Restoration): Plan {
  const draft = new Draft(base);
  const named = settings.map(({ past, present: now }) => ({ past, present: now, after: past.setting }));
  const owners = matchOwners(named, draft);
  const claims = claimsOf(settings);
  const targets = named.map((one): Target => {
    const owner = owners.get(one);
    return owner ? changed(one.past, owner, claims) : added(one.past);
  });
  const kept = new Set(owners.values());
  for (const name of present) {
    const owner = draft.find(name);
    if (owner && !kept.has(owner)) targets.push({ owner, setting: undefined, rules: new Map() });
  }
  const conflicts = carryOut({ targets, features: features ?? draft.features, isOneState: true }, draft);
  if (conflicts.length > 0) throw new ConflictingHistory(conflicts, 'that state cannot be restored');
  return planOf(draft, []);
}

/** What planning a restore has to know: the names of settings, and whether it needs all of them. */
export function touchedByRestore({ settings, present, features }: Restoration): {
  names: string[];
  everySetting: boolean;
} {
  const names = settings.flatMap(({ past }) => allNames(past.setting));
  return { names: [...new Set([...names, ...present])], everySetting: features !== undefined };
}

/** Each name with the canonical name of the setting that had it. */
function claimsOf(settings: readonly Restored[]): Map<string, string> {
  return new Map(settings.flatMap(({ past: { setting } }) => allNames(setting).map((name) => [name, setting.name])));
}

function changed(past: BaseSetting, owner: DraftSetting, claims: ReadonlyMap<string, string>): Target {
  const { setting } = past;
  const kept = allNames(owner.setting).filter((name) => (claims.get(name) ?? setting.name) === setting.name);
  const names = [...allNames(setting), ...kept];
  return { owner, setting: withNames(setting, setting.name, names), rules: differingRules(past, owner) };
}

function differingRules({ setting, ruleset }: BaseSetting, owner: DraftSetting): Target['rules'] {
  const rules: Target['rules'] = new Map();
  const past = new Map(ruleset.rules.map((rule) => [rule.id, rule]));
  for (const now of owner.listRules()) {
    const rule = past.get(now.id);
    past.delete(now.id);
    const restored = rule && toRule(rule, setting);
    if (!restored || !isSameRule(restored, now)) rules.set(now.id, restored);
  }
  for (const rule of past.values()) rules.set(rule.id, toRule(rule, setting));
  return rules;
}

function added({ setting, ruleset }: BaseSetting): Target {
  const rules = ruleset.rules.map((rule) => toRule(rule, setting));
  return { owner: undefined, setting, rules: new Map(rules.map((rule) => [rule.id, rule])) };
}
