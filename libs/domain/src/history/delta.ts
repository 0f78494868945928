import { toRule, type BaseSetting } from '../planning/base.js';
import { sameSetting } from '../planning/same-setting.js';
import { sameConditions, type Rule } from '../rule.js';
import type { CompiledRule } from '../compiled-rule.js';
import type { Setting } from '../setting.js';
import type { PastSetting } from './past-setting.js';
import type { PastState } from './past-state.js';

/** A rule before and after a change. */
export interface RuleDelta {
  id: number;
  before: Rule | undefined;
  after: Rule | undefined;
}

/** What a change made of a setting. */
export interface SettingDelta {
  /** Its canonical name now; undefined if it has been deleted since. */
  present: string | undefined;
  before: Setting | undefined;
  after: Setting | undefined;
  /** The rules that the change touched, by ascending id. */
  rules: RuleDelta[];
}

/** What a change made of the state before it. */
export interface Delta {
  features: { before: readonly string[]; after: readonly string[] };
  settings: SettingDelta[];
}

/** Settings as they were read right after a change. */
export type Snapshot = ReadonlyMap<PastSetting, BaseSetting>;

/** Reads all settings of a state. */
export function snapshotOf(state: PastState): Snapshot {
  const { featureNames, hasPresentFeatures } = state;
  return new Map(state.list().map((one) => [one, one.read(featureNames, hasPresentFeatures)]));
}

/** The difference between a state right after a change and the same state once the change was taken back. */
export function deltaOf(after: Snapshot, features: readonly string[], state: PastState): Delta {
  const before = snapshotOf(state);
  const all = new Set([...before.keys(), ...after.keys()]);
  const settings = [...all].map((one) => settingDelta(one, before.get(one), after.get(one)));
  return {
    features: { before: state.featureNames, after: features },
    settings: settings.filter((one) => one !== undefined),
  };
}

function settingDelta(
  { present }: PastSetting,
  before: BaseSetting | undefined,
  after: BaseSetting | undefined,
): SettingDelta | undefined {
  if (before === after) return undefined;
  const old = rulesOf(before);
  const now = rulesOf(after);
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => a - b);
  const changed = ids.filter((id) => !isSame(old.get(id), now.get(id)));
  if (before && after && changed.length === 0 && sameSetting(before.setting, after.setting)) return undefined;
  const read = (rule: CompiledRule | undefined, owner: BaseSetting | undefined) =>
    rule && owner && toRule(rule, owner.setting);
  return {
    present: present?.setting.name,
    before: before?.setting,
    after: after?.setting,
    rules: changed.map((id) => ({ id, before: read(old.get(id), before), after: read(now.get(id), after) })),
  };
}

function rulesOf(one: BaseSetting | undefined): Map<number, CompiledRule> {
  return new Map((one?.ruleset.rules ?? []).map((rule) => [rule.id, rule]));
}

function isSame(a: CompiledRule | undefined, b: CompiledRule | undefined): boolean {
  if (!a || !b) return a === b;
  return (
    a.value === b.value &&
    a.metadata === b.metadata &&
    ((a.features === b.features && a.key === b.key) || sameConditions(a.conditions, b.conditions))
  );
}
