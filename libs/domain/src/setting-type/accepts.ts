import { integerText, isWhole } from '../decimal.js';
import { ExactNumber, isJsonNumber, isJsonObject, numberText, primitiveKey, type JsonValue } from '../json.js';
import type { Options, SettingType } from './setting-type.js';

/** Whether a value is of a type. */
export function accepts(type: SettingType, value: JsonValue): boolean {
  switch (type.kind) {
    case 'int':
      if (typeof value === 'number') return Number.isInteger(value);
      return isJsonNumber(value) && isWhole(numberText(value));
    case 'float':
      return isJsonNumber(value);
    case 'str':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'enum':
      return isOption(type.options, value);
    case 'flags':
      return Array.isArray(value) && value.every((item) => isOption(type.options, item)) && areDistinct(value);
    case 'sequence':
      return Array.isArray(value) && value.every((item) => accepts(type.of, item));
    case 'mapping':
      return isJsonObject(value) && Object.values(value).every((item) => accepts(type.of, item));
  }
}

function isOption(options: Options, value: JsonValue): boolean {
  if (Array.isArray(value) || isJsonObject(value)) return false;
  return options.has(primitiveKey(value));
}

function areDistinct(values: JsonValue[]): boolean {
  return new Set(values.map((value) => primitiveKey(value as string))).size === values.length;
}

/**
 * A value of a type in its stored form: an `int` is written as an integer (`1.0` → `1`), because clients check for that;
 * everything else stays as it is. A value of another type stays as it is too, so that rows of other programs can be shown.
 */
export function conform(type: SettingType, value: JsonValue): JsonValue {
  if (type.kind === 'int') return isJsonNumber(value) ? asInteger(value) : value;
  if (type.kind === 'sequence' && Array.isArray(value)) return value.map((item) => conform(type.of, item));
  if (type.kind === 'mapping' && isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, conform(type.of, item)]));
  }
  return value;
}

function asInteger(value: number | ExactNumber): number | ExactNumber {
  if (Number.isSafeInteger(value)) return value;
  const text = numberText(value);
  if (!isWhole(text)) return value;
  const integer = integerText(text);
  const number = Number(integer);
  return String(number) === integer ? number : new ExactNumber(integer);
}
