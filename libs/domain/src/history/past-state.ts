import type { StoredFeature } from '../context-feature.js';
import type { BaseSetting } from '../planning/base.js';
import type { Setting } from '../setting.js';
import type { Content } from './content.js';
import type { Entry } from './entry.js';
import { PastSetting } from './past-setting.js';
import { PastSettings } from './past-settings.js';
import { takeBackRows } from './take-back-rows.js';

/** What a state is made of before anything is taken back. */
export interface Present {
  /** The context features in order. */
  features: readonly StoredFeature[];
  /** Some settings, or all; without their rulesets if rules do not matter. */
  settings: Iterable<{ setting: Setting; ruleset?: BaseSetting['ruleset'] }>;
}

/**
 * A state on its way back into the past, by taking back one change after the other, the newest first. It may have only some
 * settings: then changes of others are ignored, and a setting that was deleted meanwhile may come up though nobody asked.
 */
export class PastState {
  /** The context features in order. */
  features: readonly StoredFeature[];
  private readonly settings = new PastSettings();
  private readonly present: readonly string[];

  constructor({ features, settings }: Present) {
    this.features = features;
    this.present = features.map(({ name }) => name);
    for (const one of settings) this.settings.add(new PastSetting(one));
  }

  /** The names of the context features in order. */
  get featureNames(): string[] {
    return this.features.map(({ name }) => name);
  }

  /** Whether the context features are the present ones in the present order. */
  get hasPresentFeatures(): boolean {
    const names = this.featureNames;
    return names.length === this.present.length && names.every((name, at) => name === this.present[at]);
  }

  /** All settings, in no order. */
  list(): PastSetting[] {
    return this.settings.list();
  }

  /** The settings by each of their names and aliases. */
  byAnyName(): Map<string, PastSetting> {
    const all = this.list();
    const aliases = all.flatMap((one) => one.allNames.slice(1).map((alias) => [alias, one] as const));
    return new Map([...aliases, ...all.map((one) => [one.name, one] as const)]);
  }

  /** Takes a change back. False, and nothing is done, if the log does not say what the change did. */
  takeBack(content: Content): boolean {
    if (content.kind === 'unknown') return false;
    if (content.kind === 'rows') {
      this.features = takeBackRows(content.statements, this.settings, this.features);
      return true;
    }
    const entries = content.entries.map((read) => read()).reverse();
    if (!entries.every((entry) => entry !== undefined)) return false;
    for (const entry of entries) this.takeBackEntry(entry);
    return true;
  }

  /** Takes one entry of a change back; the later ones of the same change come first. */
  takeBackEntry(entry: Entry): void {
    if (entry.kind === 'features') this.features = entry.before.map((name, index) => ({ name, index }));
    else if (entry.kind === 'rule') this.takeBackRule(entry);
    else this.takeBackSetting(entry);
  }

  private takeBackRule({ before, after }: Extract<Entry, { kind: 'rule' }>): void {
    const rule = after ?? before;
    if (!rule) return;
    // A change of type that also renames may have its rules under the name before.
    const owner = this.settings.find(rule.setting) ?? this.settings.findOwner(rule.rule.id);
    if (before) owner?.writeRule(before.rule);
    else owner?.deleteRule(rule.rule.id);
  }

  private takeBackSetting({ before, after, rules }: Extract<Entry, { kind: 'setting' }>): void {
    const known = after && this.settings.remove(after.name);
    if (!before || (after && !known)) return;
    const setting = known ?? new PastSetting(undefined, before);
    setting.become(before);
    if (!after) for (const { rule } of rules) setting.writeRule(rule);
    this.settings.add(setting);
  }
}
