import type { JsonObject, JsonValue } from '@heksher/domain';
import type { PlannedChange } from '../../api/plan.js';
import { differencesOf, type AttributeDifference } from '../../diff/entry.js';

/** What a change of a plan changes, as attributes with what they are and would be. */
export function differencesOfChange({ attribute, when, before, after }: PlannedChange): AttributeDifference[] {
  if (attribute === undefined && when === undefined) return differencesOf(before ?? null, after ?? null);
  const name = attribute ?? 'value';
  if (name !== 'metadata') return [{ attribute: name, before, after }];
  return differencesOf(state(name, before), state(name, after));
}

function state(name: string, value: JsonValue | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value };
}
