import { findRuleById, toRule, type BaseSetting, type Operation, type Plan, type Subject } from '@heksher/domain';
import { strongEtag } from '../answers/etag.js';
import { printFeaturesBody } from '../http/representations/context-features.js';
import { printMetadataBody } from '../http/representations/metadata.js';
import { printRuleBody } from '../http/representations/rule.js';
import { printSettingRulesBody } from '../http/representations/setting-rules.js';
import { printSettingBody } from '../http/representations/setting.js';

/** The entity tags of a subject that a client may have read, that of the mutated thing first; none if it is missing. */
export function tagsOf(subject: Subject, isOfMetadata: boolean): (() => string)[] {
  if (subject.kind === 'features') return [() => strongEtag(printFeaturesBody(subject.features))];
  const { setting } = subject;
  if (!setting) return [];
  const rules = () => tagOfRules(setting);
  if (subject.kind === 'rules') return [rules];
  const bodies =
    subject.kind === 'rule'
      ? bodiesOfRule(setting, subject.ruleId, isOfMetadata)
      : [...(isOfMetadata ? [() => printMetadataBody(setting.setting)] : []), () => printSettingBody(setting.setting)];
  return [...bodies.map((body) => () => strongEtag(body())), rules];
}

/** Tags of all rules of a setting: a change set may compare one with thousands of operations. */
const RULES_TAGS = new WeakMap<BaseSetting, string>();

function tagOfRules(one: BaseSetting): string {
  const known = RULES_TAGS.get(one);
  if (known !== undefined) return known;
  const tag = strongEtag(printSettingRulesBody(one.setting, one.ruleset));
  RULES_TAGS.set(one, tag);
  return tag;
}

function bodiesOfRule({ setting, ruleset }: BaseSetting, id: number, isOfMetadata: boolean): (() => string)[] {
  const compiled = findRuleById(ruleset, id);
  if (!compiled) return [];
  const rule = toRule(compiled, setting);
  return [...(isOfMetadata ? [() => printMetadataBody(rule)] : []), () => printRuleBody(rule)];
}

/** Whether an operation changes only metadata. The tag of the metadata then counts as well. */
export function isOfMetadata(operation: Operation): boolean {
  if (operation.op === 'setting.edit_metadata') return true;
  return operation.op === 'rule.change' && operation.value === undefined && !operation.conditions;
}

/** The entity tag that the subject of an operation has after its plan; undefined if it is gone. */
export function tagAfter(operation: Operation, plan: Plan): string | undefined {
  const body = bodyAfter(operation, plan);
  return body === undefined ? undefined : strongEtag(body);
}

function bodyAfter(operation: Operation, { draft, results, items }: Plan): string | undefined {
  if (operation.op.startsWith('context_feature.')) return printFeaturesBody(draft.features);
  const print = isOfMetadata(operation) ? printMetadataBody : undefined;
  if ('target' in operation || 'rule' in operation) {
    const id = results[0]?.ruleId;
    const item = items.find(({ ruleId }) => ruleId === id);
    const rule = item ? item.after && 'rule' in item.after && item.after.rule : draft.findRule(id ?? 0)?.rule;
    return rule ? (print ?? printRuleBody)(rule) : undefined;
  }
  const name = nameAfter(operation);
  const setting = name === undefined ? undefined : draft.find(name)?.setting;
  return setting && (print ?? printSettingBody)(setting);
}

/** A name that the setting of an operation has afterwards. */
function nameAfter(operation: Operation): string | undefined {
  if (operation.op === 'setting.declare') return operation.declaration.name;
  return 'setting' in operation ? operation.setting : undefined;
}
