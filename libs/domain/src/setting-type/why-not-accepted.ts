import type { Path } from '../errors.js';
import { isJsonNumber, isJsonObject, primitiveKey, printJson, type JsonPrimitive, type JsonValue } from '../json.js';
import { accepts } from './accepts.js';
import type { Options, SettingType } from './setting-type.js';

/** What in a value is not of the type. */
export interface Misfit {
  /** The way to the innermost part that is at fault. */
  path: Path;
  message: string;
}

/** More would not be read. */
const MOST_SHOWN = 20;
const LONGEST_SHOWN = 60;

/** Why a value is not of a type: its first part that is at fault. Undefined exactly if `accepts` says that it is. */
export function whyNotAccepted(type: SettingType, value: JsonValue): Misfit | undefined {
  switch (type.kind) {
    case 'int':
      if (isJsonNumber(value) && !accepts(type, value)) return misfit(`${shown(value)} is not a whole number`);
      return accepts(type, value) ? undefined : misfit(`a whole number is needed, not ${describe(value)}`);
    case 'float':
      return accepts(type, value) ? undefined : misfit(`a number is needed, not ${describe(value)}`);
    case 'str':
      return accepts(type, value) ? undefined : misfit(`a text is needed, not ${describe(value)}`);
    case 'bool':
      return accepts(type, value) ? undefined : misfit(`true or false is needed, not ${describe(value)}`);
    case 'enum':
      return accepts(type, value) ? undefined : misfit(whyNoOption(type.options, value));
    case 'flags':
      return whyNotFlags(type.options, value);
    case 'sequence':
      if (!Array.isArray(value)) return misfit(`a list is needed, not ${describe(value)}`);
      return firstMisfit(type.of, value.entries());
    case 'mapping':
      if (!isJsonObject(value)) return misfit(`an object is needed, not ${describe(value)}`);
      return firstMisfit(type.of, Object.entries(value));
  }
}

function whyNotFlags(options: Options, value: JsonValue): Misfit | undefined {
  if (!Array.isArray(value)) return misfit(`a list of options is needed, not ${describe(value)}`);
  const known = new Set<string>();
  for (const [at, item] of value.entries()) {
    if (!accepts({ kind: 'enum', options }, item)) return misfit(whyNoOption(options, item), [at]);
    const key = primitiveKey(item as JsonPrimitive);
    if (known.has(key)) return misfit(`${shown(item)} is there twice`, [at]);
    known.add(key);
  }
  return undefined;
}

function firstMisfit(type: SettingType, items: Iterable<readonly [string | number, JsonValue]>): Misfit | undefined {
  for (const [step, item] of items) {
    const found = whyNotAccepted(type, item);
    if (found) return { ...found, path: [step, ...found.path] };
  }
  return undefined;
}

function whyNoOption(options: Options, value: JsonValue): string {
  if (options.size === 0) return 'there are no options, so no value is possible';
  const all = [...options.values()].map(shown);
  const more = all.length > MOST_SHOWN ? ` and ${all.length - MOST_SHOWN} more` : '';
  return `${shown(value)} is not an option: the options are ${all.slice(0, MOST_SHOWN).join(', ')}${more}`;
}

function describe(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (isJsonObject(value)) return 'an object';
  if (isJsonNumber(value)) return 'a number';
  return typeof value === 'string' ? 'a text' : `${value}`;
}

function shown(value: JsonValue): string {
  const text = printJson(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function misfit(message: string, path: Path = []): Misfit {
  return { path, message };
}
