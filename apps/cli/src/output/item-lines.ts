import { isJsonObject, jsonEquals, type JsonObject, type JsonValue } from '@heksher/domain';
import { settingText, type ShownChange } from './change-lines.js';
import { conditionsText, printable, valueText, type Conditions } from './text.js';

/** What a change did to one thing, as the log, an undo and a restore have it. */
export interface Item {
  action: string;
  setting: string | null;
  before: JsonValue;
  after: JsonValue;
}

/** What an item changed, for people. */
export function shownItem(item: Item): ShownChange[] {
  const { before, after } = item;
  if (isRule(before) || isRule(after)) return shownRule(item);
  if (isJsonObject(before) && isJsonObject(after)) {
    return differencesOf(item, Object.keys({ ...before, ...after }), (member) => printable(member));
  }
  return shownRest(item);
}

/** A new or deleted setting, or whatever else another version or program has logged. */
function shownRest({ setting, action, before, after }: Item): ShownChange[] {
  if (setting !== null && isJsonObject(after)) return [{ setting, what: 'setting', after: settingText(after) }];
  if (setting !== null && isJsonObject(before)) return [{ setting, what: 'setting', before: settingText(before) }];
  const what = action.startsWith('context_feature') ? 'context features' : printable(action);
  return [{ setting, what, before: valueText(before), after: valueText(after) }];
}

function isRule(value: JsonValue): boolean {
  return isJsonObject(value) && Array.isArray(value['feature_values']);
}

function shownRule(item: Item): ShownChange[] {
  const { setting, before, after } = item;
  const rule = (isRule(before) ? before : after) as JsonObject;
  const what = conditionsText(rule['feature_values'] as unknown as Conditions);
  if (!isJsonObject(before)) return [{ setting, what, after: valueText(rule['value'] ?? null) }];
  if (!isJsonObject(after)) return [{ setting, what, before: valueText(rule['value'] ?? null) }];
  return differencesOf(item, ['value', 'feature_values', 'metadata'], (member) =>
    member === 'value' ? what : `${what}, ${member}`,
  );
}

/** The members of two objects that differ. */
function differencesOf(
  { setting, before, after }: Item,
  members: readonly string[],
  nameOf: (member: string) => string,
): ShownChange[] {
  const [was, is] = [before as JsonObject, after as JsonObject];
  return members
    .filter((member) => !jsonEquals(was[member] ?? null, is[member] ?? null))
    .map((member) => ({
      setting,
      what: nameOf(member),
      before: memberText(member, was[member] ?? null),
      after: memberText(member, is[member] ?? null),
    }));
}

function memberText(member: string, value: JsonValue): string {
  return member === 'feature_values' ? conditionsText(value as unknown as Conditions) : valueText(value);
}
