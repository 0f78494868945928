import { jsonEquals, parseStoredJson, printJson, type JsonObject, type JsonValue } from '../json.js';
import { storedMetadata } from '../metadata.js';
import type { BaseSetting } from '../planning/base.js';
import type { Operation } from '../planning/operation.js';
import type { CompiledRule } from '../compiled-rule.js';
import { findRuleAt } from '../ruleset.js';
import { accepts, conform } from '../setting-type/accepts.js';
import type { SettingType } from '../setting-type/setting-type.js';
import type { DocumentRule } from './document.js';
import type { ChangedSubject, DocumentChange, DocumentSummary } from './document-change.js';

/** What becomes of the rules of a setting. */
export interface RulePlan {
  /** The operations that delete rules. They come before the setting's declaration, which these rules might contradict. */
  removals: Operation[];
  /** The operations that write rules, each with the index of the rule in the document. */
  writes: { operation: Operation; at: number }[];
  changes: DocumentChange[];
  summary: DocumentSummary;
  /** The ids of the rules that `removals` delete. */
  leaving: ReadonlySet<number>;
}

interface Wanted {
  /** The canonical name of the setting after the plan. */
  name: string;
  /** Undefined: rules are not looked at. */
  wanted: readonly DocumentRule[] | undefined;
  /** The type of the setting after the plan. */
  type: SettingType;
  /** Whether rules that are not wanted go. */
  isPruned: boolean;
}

/** Plans the rules of a setting; `found` is the stored one. Their values and conditions are not judged here. */
export function planRules(found: BaseSetting | undefined, { name, wanted, type, isPruned }: Wanted): RulePlan {
  const plan = new RulesPlanner(found, name, type);
  if (!wanted) return plan.finish();
  const kept = new Set<number>();
  for (const [at, rule] of wanted.entries()) {
    const twin = found && findRuleAt(found.ruleset, rule.conditions);
    if (twin) kept.add(twin.id);
    if (twin) plan.compare(rule, twin, at);
    else plan.create(rule, at);
  }
  for (const rule of isPruned && found ? found.ruleset.rules : []) if (!kept.has(rule.id)) plan.delete(rule);
  return plan.finish();
}

class RulesPlanner {
  private readonly leaving = new Set<number>();
  private readonly plan: RulePlan = {
    removals: [],
    writes: [],
    changes: [],
    summary: { created: 0, changed: 0, deleted: 0, unchanged: 0 },
    leaving: this.leaving,
  };

  constructor(
    private readonly found: BaseSetting | undefined,
    private readonly name: string,
    private readonly type: SettingType,
  ) {}

  create(rule: DocumentRule, at: number): void {
    const { metadata } = rule;
    this.set(rule, at);
    this.note(rule, { after: this.spell(rule.value) }, undefined);
    if (metadata && Object.keys(metadata).length > 0) {
      this.note(rule, { attribute: 'metadata', after: metadata }, undefined);
    }
    this.plan.summary.created++;
  }

  compare(rule: DocumentRule, twin: CompiledRule, at: number): void {
    const after = this.spell(rule.value);
    const before = parseStoredJson(twin.value);
    const stored = parseStoredJson(twin.metadata) as JsonObject;
    const metadata = rule.metadata && storedMetadata(rule.metadata);
    const hasOtherValue = twin.value !== printJson(after);
    const hasOtherMetadata = metadata !== undefined && !jsonEquals(stored, metadata);
    if (!hasOtherValue && !hasOtherMetadata) {
      this.plan.summary.unchanged++;
      return;
    }
    const fits = accepts(this.type, before);
    if (!fits) this.remove(twin); // the setting's new type would be refused
    this.set(fits ? rule : { ...rule, metadata: metadata ?? stored }, at);
    const subject = this.subjectOf(twin);
    if (hasOtherValue) this.note(rule, { before, after }, subject);
    if (hasOtherMetadata) this.note(rule, { attribute: 'metadata', before: stored, after: metadata }, subject);
    this.plan.summary.changed++;
  }

  delete(rule: CompiledRule): void {
    this.remove(rule);
    this.note(rule, { before: parseStoredJson(rule.value) }, this.subjectOf(rule));
    this.plan.summary.deleted++;
  }

  finish(): RulePlan {
    return this.plan;
  }

  private remove({ id, conditions }: CompiledRule): void {
    this.leaving.add(id);
    const setting = this.found?.setting.name ?? this.name;
    this.plan.removals.push({ op: 'rule.delete', target: { setting, conditions } });
  }

  private set({ conditions, value, metadata }: DocumentRule, at: number): void {
    const rule = { setting: this.name, conditions, value, ...(metadata && { metadata }) };
    this.plan.writes.push({ operation: { op: 'rule.set', rule }, at });
  }

  private note(
    { conditions }: Pick<CompiledRule, 'conditions'>,
    change: Pick<DocumentChange, 'attribute' | 'before' | 'after'>,
    subject: ChangedSubject | undefined,
  ): void {
    this.plan.changes.push({ setting: this.name, conditions, ...change, subject });
  }

  private subjectOf({ id }: CompiledRule): ChangedSubject {
    return { kind: 'rule', setting: this.found?.setting.name ?? this.name, ruleId: id };
  }

  /** A value as the type spells it; as it is if it does not fit, which planning the operations will refuse. */
  private spell(value: JsonValue): JsonValue {
    return accepts(this.type, value) ? conform(this.type, value) : value;
  }
}
