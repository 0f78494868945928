import { jsonEquals, printJson, type JsonObject, type JsonValue } from '@heksher/domain';
import type { Operation, Rule } from '../api/types.js';
import { INFORMATION, informationOf } from './information.js';
import { conditionsKey } from './rule-operations.js';

/** Where a dialogue about a rule begins. */
export type Start =
  | { kind: 'new' }
  /** A new rule that begins like another one. */
  | { kind: 'copy'; rule: Rule }
  | { kind: 'edit'; rule: Rule };

/** A rule as it is typed. */
export interface RuleDraft {
  isForEveryone: boolean;
  /** Feature → value, of the features that have one. They stay while the rule is for everyone. */
  conditions: ReadonlyMap<string, string>;
  value: JsonValue;
  /** The note of the rule, which is a part of its metadata. */
  information: string;
}

/** What the dialogue shows first. */
export function draftOf(start: Start, defaultValue: JsonValue): RuleDraft {
  if (start.kind === 'new')
    return { isForEveryone: false, conditions: new Map(), value: defaultValue, information: '' };
  const { feature_values, value } = start.rule;
  return {
    isForEveryone: feature_values.length === 0,
    conditions: new Map(feature_values),
    value,
    information: informationOf(start.rule),
  };
}

/** The conditions of the rule that a draft makes. */
export function conditionsOf({ isForEveryone, conditions }: RuleDraft): ReadonlyMap<string, string> {
  return isForEveryone ? new Map() : conditions;
}

/** The rule that has the conditions of a draft already; undefined if there is none, or if it is the one that is edited. */
export function duplicateOf(draft: RuleDraft, rules: readonly Rule[], start: Start): Rule | undefined {
  const wanted = conditionsKey(conditionsOf(draft));
  const own = start.kind === 'edit' ? start.rule.rule_id : undefined;
  return rules.find(({ rule_id, feature_values }) => rule_id !== own && conditionsKey(feature_values) === wanted);
}

/** The operation that saves a draft; undefined if it would change nothing. */
export function operationOf(draft: RuleDraft, setting: string, start: Start): Operation | undefined {
  const feature_values = Object.fromEntries(conditionsOf(draft));
  if (start.kind !== 'edit') {
    const metadata = metadataOf(draft, start.kind === 'copy' ? start.rule.metadata : {});
    return { op: 'rule.create', setting, feature_values, value: draft.value, metadata };
  }
  const { rule } = start;
  const metadata = metadataOf(draft, rule.metadata);
  const isMoved = conditionsKey(conditionsOf(draft)) !== conditionsKey(rule.feature_values);
  const changes = {
    // By the text: 1 and 1.0 are equal, and still two ways to write a value.
    ...(printJson(draft.value) !== printJson(rule.value) && { value: draft.value }),
    ...(!jsonEquals(metadata, rule.metadata) && { metadata }),
    ...(isMoved && { new_feature_values: feature_values }),
  };
  return Object.keys(changes).length === 0 ? undefined : { op: 'rule.change', rule_id: rule.rule_id, ...changes };
}

/** Whether two states of a rule are the same to somebody who edits it. */
export function isSameRule(left: Rule, right: Rule): boolean {
  return (
    jsonEquals(left.value, right.value) &&
    jsonEquals(left.metadata, right.metadata) &&
    conditionsKey(left.feature_values) === conditionsKey(right.feature_values)
  );
}

/** Whether two drafts are the same to somebody who types them. */
export function isSameDraft(left: RuleDraft, right: RuleDraft): boolean {
  return (
    left.isForEveryone === right.isForEveryone &&
    left.information === right.information &&
    conditionsKey(left.conditions) === conditionsKey(right.conditions) &&
    printJson(left.value) === printJson(right.value)
  );
}

/** All other metadata stays. An empty note is no note. */
function metadataOf({ information }: RuleDraft, metadata: JsonObject): JsonObject {
  const { [INFORMATION]: before, ...others } = metadata;
  if (information !== '') return { ...others, [INFORMATION]: information };
  // What is there and no text is not what the field shows, so it stays.
  return before === undefined || typeof before === 'string' ? others : metadata;
}
