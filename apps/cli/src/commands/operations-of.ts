import { isJsonObject, jsonEquals, type JsonObject, type JsonValue } from '@heksher/domain';
import type { Item } from '../output/item-lines.js';

/** The operations of a change set that does what these items say; undefined if anything but rules changes. */
export function operationsOf(items: readonly Item[]): JsonObject[] | undefined {
  const operations = items.map(operationOf);
  return operations.every((one) => one !== undefined) ? operations : undefined;
}

function operationOf({ setting, before, after }: Item): JsonObject | undefined {
  const [was, is] = [ruleIn(before), ruleIn(after)];
  if (setting === null || (before !== null && !was) || (after !== null && !is)) return undefined;
  if (was && is) return changeOf(was, is);
  if (is) return { op: 'rule.set', setting, feature_values: conditionsOf(is), value: is['value'] ?? null };
  return was && { op: 'rule.delete', rule_id: was['rule_id'] ?? null };
}

function changeOf(was: JsonObject, is: JsonObject): JsonObject {
  const isMoved = !jsonEquals(was['feature_values'] ?? null, is['feature_values'] ?? null);
  return {
    op: 'rule.change',
    rule_id: was['rule_id'] ?? null,
    value: is['value'] ?? null,
    ...(isMoved && { new_feature_values: conditionsOf(is) }),
  };
}

function ruleIn(value: JsonValue): JsonObject | undefined {
  return isJsonObject(value) && Array.isArray(value['feature_values']) ? value : undefined;
}

function conditionsOf(rule: JsonObject): JsonObject {
  return Object.fromEntries(rule['feature_values'] as unknown as [string, string][]);
}
