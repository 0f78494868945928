import { accepts, conform } from '../setting-type/accepts.js';
import { conditionsKey, type Condition, type Rule } from '../rule.js';
import type { CompiledRule } from '../compiled-rule.js';
import { findRuleAt, findRuleById } from '../ruleset.js';
import type { Setting } from '../setting.js';
import { toRule, type BaseSetting } from './base.js';

/** A setting in a draft: what it is now, and what has become of its rules. */
export class DraftSetting {
  isDeleted = false;
  /** The rules that the draft has written, by id; undefined for those that it has deleted. */
  private readonly written = new Map<number, Rule | undefined>();
  /** The ids of written rules by their conditions. */
  private readonly places = new Map<string, number>();

  /** `base` is undefined for a setting that the draft adds. */
  constructor(
    readonly base: BaseSetting | undefined,
    public setting: Setting,
  ) {}

  /** The rules that the draft has written, by id; undefined for those that it has deleted. */
  get writtenRules(): ReadonlyMap<number, Rule | undefined> {
    return this.written;
  }

  /** The rule of an id, if the setting has it. */
  findRule(id: number): Rule | undefined {
    if (this.written.has(id)) return this.named(this.written.get(id));
    const compiled = this.base && findRuleById(this.base.ruleset, id);
    return compiled && this.read(compiled);
  }

  /** The rule of an id as the base has it. */
  findBaseRule(id: number): Rule | undefined {
    const compiled = this.base && findRuleById(this.base.ruleset, id);
    return compiled && toRule(compiled, this.base.setting);
  }

  /** The rule with exactly these conditions, in any order. */
  findRuleAt(conditions: readonly Condition[]): Rule | undefined {
    const id = this.places.get(conditionsKey(conditions));
    if (id !== undefined) return this.findRule(id);
    const compiled = this.base && findRuleAt(this.base.ruleset, conditions);
    return compiled && !this.written.has(compiled.id) ? this.read(compiled) : undefined;
  }

  /** All rules, by ascending id; new ones last. */
  listRules(): Rule[] {
    const kept = (this.base?.ruleset.rules ?? [])
      .filter(({ id }) => !this.written.has(id))
      .map((one) => this.read(one));
    const written = [...this.written.values()].flatMap((rule) => (rule ? [this.named(rule) as Rule] : []));
    return [...kept, ...written].sort(byId);
  }

  /** Adds a rule, or changes the one of its id. */
  writeRule(rule: Rule): void {
    this.forgetPlace(rule.id);
    this.written.set(rule.id, rule);
    this.places.set(conditionsKey(rule.conditions), rule.id);
  }

  /** Deletes a rule. */
  deleteRule(id: number): void {
    this.forgetPlace(id);
    this.written.set(id, undefined);
  }

  private forgetPlace(id: number): void {
    const before = this.written.get(id);
    const key = before && conditionsKey(before.conditions);
    if (key !== undefined && this.places.get(key) === id) this.places.delete(key);
  }

  /** A stored rule, with its value as the type spells it now. */
  private read(compiled: CompiledRule): Rule {
    const rule = toRule(compiled, this.setting);
    const { type } = this.setting;
    return type !== this.base?.setting.type && accepts(type, rule.value)
      ? { ...rule, value: conform(type, rule.value) }
      : rule;
  }

  private named(rule: Rule | undefined): Rule | undefined {
    return rule && { ...rule, setting: this.setting.name };
  }
}

function byId(a: Rule, b: Rule): number {
  if (a.id > 0 === b.id > 0) return a.id > 0 ? a.id - b.id : b.id - a.id;
  return a.id > 0 ? -1 : 1;
}
