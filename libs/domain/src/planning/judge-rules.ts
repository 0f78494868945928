import { DomainError } from '../errors.js';
import { jsonEquals, printJson, type JsonObject, type JsonValue } from '../json.js';
import { editMetadata, storedMetadata } from '../metadata.js';
import { assertValueFits, describeConditions, fitRule, sameConditions, type Condition, type Rule } from '../rule.js';
import { conform } from '../setting-type/accepts.js';
import { noSettingIsCalled, unknownSettings } from '../setting.js';
import type { DraftSetting } from './draft-setting.js';
import type { Judging } from './judging.js';
import type { Operation, RuleTarget, WrittenRule } from './operation.js';
import type { OperationResult } from './result.js';

type Of<Op extends Operation['op']> = Extract<Operation, { op: Op }>;

/** Adds a rule. Throws `unfit-rule`, and `conflict` if a rule has the same conditions. */
export function createRule({ rule }: Of<'rule.create'>, judging: Judging): OperationResult {
  const { owner, fitted } = fit(rule, judging);
  const twin = owner.findRuleAt(rule.conditions);
  if (twin) throw twinExists(twin, owner);
  return add(fitted, owner, judging);
}

/** Adds a rule, or changes the value, and the metadata if it is given, of the one with the same conditions. */
export function setRule({ rule }: Of<'rule.set'>, judging: Judging): OperationResult {
  const { owner, fitted } = fit(rule, judging);
  const twin = owner.findRuleAt(rule.conditions);
  if (!twin) return add(fitted, owner, judging);
  const metadata = rule.metadata ? fitted.metadata : twin.metadata;
  return change(twin, { value: fitted.value, metadata, conditions: twin.conditions }, owner, judging);
}

/** Changes what is named of a rule. A rule that moves keeps its id. */
export function changeRule(operation: Of<'rule.change'>, judging: Judging): OperationResult {
  const { owner, rule } = getTarget(operation.target, judging);
  judging.check({ kind: 'rule', setting: owner.base, ruleId: rule.id });
  const { setting } = owner;
  const value = operation.value === undefined ? rule.value : fitValue(operation.value, owner);
  const metadata = operation.metadata ? editMetadata(rule.metadata, operation.metadata) : rule.metadata;
  if (!operation.conditions) return change(rule, { value, metadata, conditions: rule.conditions }, owner, judging);
  const moved = fitRule({ setting: setting.name, conditions: [...operation.conditions], value, metadata }, setting);
  const twin = owner.findRuleAt(moved.conditions);
  if (twin && twin.id !== rule.id) throw twinExists(twin, owner);
  return change(rule, { value, metadata, conditions: moved.conditions }, owner, judging);
}

/** Deletes a rule. Throws `not-found`, unless the operation says that it need not exist. */
export function deleteRule({ target, ifExists = false }: Of<'rule.delete'>, judging: Judging): OperationResult {
  const found = ifExists ? findTarget(target, judging) : getTarget(target, judging);
  if (!found) return { outcome: 'unchanged' };
  const { owner, rule } = found;
  judging.check({ kind: 'rule', setting: owner.base, ruleId: rule.id });
  judging.draft.deleteRule(owner, rule);
  return { outcome: 'deleted', ruleId: rule.id };
}

function fit(rule: WrittenRule, { draft, check }: Judging): { owner: DraftSetting; fitted: Omit<Rule, 'id'> } {
  const owner = draft.find(rule.setting);
  if (!owner) throw new DomainError('rule-of-unknown-setting', noSettingIsCalled([rule.setting]));
  check({ kind: 'rules', setting: owner.base });
  const { setting, value } = rule;
  const metadata = storedMetadata(rule.metadata ?? {});
  return { owner, fitted: fitRule({ setting, value, metadata, conditions: [...rule.conditions] }, owner.setting) };
}

function add(rule: Omit<Rule, 'id'>, owner: DraftSetting, { draft }: Judging): OperationResult {
  const id = draft.nextRuleId();
  draft.writeRule(owner, { ...rule, id });
  return { outcome: 'created', ruleId: id };
}

/** Writes what has changed of a rule. A value with other digits is a change, since clients see its text. */
function change(
  rule: Rule,
  to: { value: JsonValue; metadata: JsonObject; conditions: Condition[] },
  owner: DraftSetting,
  { draft }: Judging,
): OperationResult {
  const isSame = printJson(rule.value) === printJson(to.value) && jsonEquals(rule.metadata, to.metadata);
  if (isSame && sameConditions(rule.conditions, to.conditions)) return { outcome: 'unchanged', ruleId: rule.id };
  draft.writeRule(owner, { ...rule, ...to });
  return { outcome: 'changed', ruleId: rule.id };
}

function fitValue(value: JsonValue, { setting }: DraftSetting): JsonValue {
  assertValueFits(value, setting);
  return conform(setting.type, value);
}

function findTarget(target: RuleTarget, { draft }: Judging): { owner: DraftSetting; rule: Rule } | undefined {
  if ('id' in target) return draft.findRule(target.id.value);
  const owner = draft.find(target.setting);
  const rule = owner?.findRuleAt(target.conditions);
  return owner && rule && { owner, rule };
}

function getTarget(target: RuleTarget, judging: Judging): { owner: DraftSetting; rule: Rule } {
  const found = findTarget(target, judging);
  if (found) return found;
  if ('id' in target) throw new DomainError('not-found', `no rule has the id ${target.id.text}`);
  const owner = judging.draft.find(target.setting);
  if (!owner) throw unknownSettings([target.setting]);
  const conditions = describeConditions(target.conditions);
  throw new DomainError('not-found', `setting ${owner.setting.name} has no rule for ${conditions}`);
}

function twinExists(twin: Rule, { setting }: DraftSetting): DomainError {
  const conditions = describeConditions(twin.conditions);
  const rule = twin.id > 0 ? `rule ${twin.id}` : 'a rule';
  return new DomainError('conflict', `${rule} of setting ${setting.name} has the same conditions, ${conditions}`);
}
