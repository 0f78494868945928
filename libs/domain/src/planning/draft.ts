import type { Action } from '../action.js';
import type { Rule } from '../rule.js';
import type { Setting } from '../setting.js';
import { sameNames, sameSetting } from './same-setting.js';
import type { Base } from './base.js';
import { DraftSetting } from './draft-setting.js';
import { ruleItem, type Item } from './item.js';

/**
 * A state that is being changed: a base, and what operations have made of it so far. It keeps an entry for each change.
 * Nothing is checked here; that is for the functions that judge operations.
 */
export class Draft {
  /** The entries so far, in order. */
  readonly items: Item[] = [];
  /** All context features, in order. */
  features: readonly string[];
  /** Whether the list of features differs from the base's. */
  isListWritten = false;
  /** How many new rules have no id yet. They have the ids -1, -2 and so on. */
  newRules = 0;
  /** The index of the operation that is being judged. */
  n = 0;
  private readonly settings = new Set<DraftSetting>();
  /** The touched settings by the canonical name that they have in the base. */
  private readonly byOrigin = new Map<string, DraftSetting>();
  /** The settings by name, as far as the draft has touched them. Null: nobody has this name any more. */
  private readonly byName = new Map<string, DraftSetting | null>();
  private readonly byRule = new Map<number, DraftSetting>();

  constructor(readonly base: Base) {
    this.features = base.features;
  }

  /** The settings that the draft has touched, deleted ones included. */
  get touched(): Iterable<DraftSetting> {
    return this.settings;
  }

  /** The setting of a name or alias. */
  find(name: string): DraftSetting | undefined {
    const touched = this.byName.get(name);
    if (touched !== undefined) return touched ?? undefined;
    const base = this.base.find(name);
    return base && this.touch(new DraftSetting(base, base.setting));
  }

  /** The setting that has a rule, with the rule. */
  findRule(id: number): { owner: DraftSetting; rule: Rule } | undefined {
    const base = this.base.findByRule(id);
    const owner = this.byRule.get(id) ?? (base && this.ownerOf(base.setting.name));
    const rule = owner && !owner.isDeleted ? owner.findRule(id) : undefined;
    return owner && rule && { owner, rule };
  }

  /** The settings that are configurable by a feature; all that the base knows, and those of the draft. */
  isConfigurable(feature: string): boolean {
    const touched = [...this.settings];
    const known = new Set(touched.map(({ base }) => base?.setting.name));
    const others = this.base.everySetting.filter(({ name }) => !known.has(name));
    const drafted = touched.filter(({ isDeleted }) => !isDeleted).map(({ setting }) => setting);
    return [...others, ...drafted].some(({ configurableFeatures }) => configurableFeatures.includes(feature));
  }

  /** An id for a new rule, until the database gives it one. */
  nextRuleId(): number {
    return -++this.newRules;
  }

  /** Adds a rule to a setting, or changes the setting's rule of its id. */
  writeRule(owner: DraftSetting, rule: Rule): void {
    const before = owner.findRule(rule.id);
    owner.writeRule(rule);
    this.byRule.set(rule.id, owner);
    this.note(ruleItem(this.n, before, rule));
  }

  /** Writes a rule's value as another type spells it. `before` is the rule with its stored text. */
  respellRule(owner: DraftSetting, before: Rule, after: Rule): void {
    owner.writeRule(after);
    this.note(ruleItem(this.n, before, after));
  }

  /** Deletes a rule of a setting. */
  deleteRule(owner: DraftSetting, rule: Rule): void {
    owner.deleteRule(rule.id);
    this.note(ruleItem(this.n, rule, undefined));
  }

  /** Adds a setting, with rules if it comes back after it was deleted. */
  addSetting(setting: Setting, action: Action = 'setting.created', rules: readonly Rule[] = []): void {
    const added = this.touch(new DraftSetting(undefined, setting));
    for (const rule of rules) {
      added.writeRule(rule);
      this.byRule.set(rule.id, added);
    }
    const after = rules.length > 0 ? { setting, rules } : { setting };
    this.note({ n: this.n, action, settings: [setting.name], after });
  }

  /** Changes a setting, its names included. */
  changeSetting(owner: DraftSetting, setting: Setting, action: Action): void {
    const before = owner.setting;
    if (sameSetting(before, setting)) return;
    for (const name of namesOf(before)) this.byName.set(name, null);
    owner.setting = setting;
    for (const name of namesOf(setting)) this.byName.set(name, owner);
    const settings = [...new Set([before.name, setting.name])];
    this.note({ n: this.n, action, settings, before: { setting: before }, after: { setting } });
  }

  /** Deletes a setting with its rules. */
  deleteSetting(owner: DraftSetting): void {
    const { setting } = owner;
    const before = { setting, rules: owner.listRules() };
    owner.isDeleted = true;
    for (const name of namesOf(setting)) this.byName.set(name, null);
    this.note({ n: this.n, action: 'setting.deleted', settings: [setting.name], before });
  }

  /** Replaces the list of context features. */
  setFeatures(features: readonly string[], action: Action): void {
    const before = this.features;
    this.features = features;
    this.isListWritten = !sameNames(features, this.base.features);
    this.note({ n: this.n, action, settings: null, before: { features: before }, after: { features } });
  }

  private ownerOf(canonical: string): DraftSetting | undefined {
    return this.byOrigin.get(canonical) ?? this.find(canonical);
  }

  private touch(one: DraftSetting): DraftSetting {
    this.settings.add(one);
    if (one.base) this.byOrigin.set(one.base.setting.name, one);
    for (const name of namesOf(one.setting)) this.byName.set(name, one);
    return one;
  }

  private note(item: Item | undefined): void {
    if (item) this.items.push(item);
  }
}

function namesOf({ name, aliases }: Setting): string[] {
  return [name, ...aliases];
}
