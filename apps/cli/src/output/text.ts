import { printJson, type JsonValue } from '@heksher/domain';

/** Control characters, and those that turn the direction of text: they could make a terminal show something else. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A text that is safe to show on a terminal, in one line. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A value as JSON, in one line. */
export function valueText(value: JsonValue): string {
  return printable(printJson(value));
}

/** The conditions of a rule: pairs as the log has them, or an object. */
export type Conditions = readonly (readonly [string, string])[] | Readonly<Record<string, string>>;

/** Pairs of feature and value. */
export function pairsOf(conditions: Conditions): readonly (readonly [string, string])[] {
  return Array.isArray(conditions) ? conditions : Object.entries(conditions as Readonly<Record<string, string>>);
}

/** Conditions as people write them: `user=guest theme=dark`. */
export function conditionsText(conditions: Conditions): string {
  const pairs = pairsOf(conditions);
  return pairs.length === 0
    ? 'for everyone'
    : printable(pairs.map(([feature, value]) => `${feature}=${value}`).join(' '));
}

/** A time without its milliseconds, still in UTC: `2026-11-27 03:22:26Z`. */
export function timeText(at: string): string {
  return printable(at.replace('T', ' ').replace(/\.\d+(?=Z$)/, ''));
}

/** `1 rule`, `2 rules`. */
export function counted(count: number, singular: string): string {
  return `${count} ${singular}${count === 1 ? '' : 's'}`;
}
