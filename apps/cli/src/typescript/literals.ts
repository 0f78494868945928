import {
  conform,
  isJsonNumber,
  isJsonObject,
  jsonEquals,
  numberText,
  parseSettingType,
  type JsonObject,
  type JsonValue,
  type SettingType,
} from '@heksher/domain';
import { printMember, printText } from './identifiers.js';

/** A type of `@heksher/client` and a value of it, as TypeScript writes them. */
export interface Literals {
  type: string;
  value: string;
}

type Leaf = Exclude<SettingType, { of: SettingType }>;

/** Writes a type of settings and a value of it; undefined if a number is beyond those of JavaScript. */
export function printTyped(typeText: string, value: JsonValue): Literals | undefined {
  const type = parseSettingType(typeText);
  const conformed = conform(type, value);
  const leaf = leafOf(type);
  if ('options' in leaf && [...leaf.options.values()].some((option) => !isPlain(option))) return undefined;
  const isExact = !isPlain(conformed) || (leaf.kind === 'int' && !isSafe(conformed));
  const toText = isExact ? EXACT : PLAIN;
  return { type: printType(type, isExact), value: printValue(type, conformed, toText) };
}

/** Writes a JSON object; undefined if it has a number beyond those of JavaScript. */
export function printObject(value: JsonObject): string | undefined {
  return isPlain(value) ? printJson(value) : undefined;
}

function leafOf(type: SettingType): Leaf {
  return 'of' in type ? leafOf(type.of) : type;
}

/** Whether JavaScript has all numbers of a value. */
function isPlain(value: JsonValue): boolean {
  if (isJsonNumber(value)) {
    const number = Number(numberText(value));
    return Number.isFinite(number) && jsonEquals(number, value);
  }
  return partsOf(value).every(isPlain);
}

/** Whether JavaScript tells all numbers of a value from their neighbours. */
function isSafe(value: JsonValue): boolean {
  return isJsonNumber(value) ? Number.isSafeInteger(Number(numberText(value))) : partsOf(value).every(isSafe);
}

function partsOf(value: JsonValue): JsonValue[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function printType(type: SettingType, isExact: boolean): string {
  switch (type.kind) {
    case 'int':
      return isExact ? 't.bigint()' : 't.int()';
    case 'float':
      return isExact ? 't.decimal()' : 't.float()';
    case 'enum':
    case 'flags':
      return `t.${type.kind}(${[...type.options.values()].map(printJson).join(', ')})`;
    case 'sequence':
    case 'mapping':
      return `t.${type.kind}(${printType(type.of, isExact)})`;
    default:
      return `t.${type.kind}()`;
  }
}

interface NumberForms {
  int(text: string): string;
  float(text: string): string;
}

const plainNumber = (text: string) => String(Number(text) || 0); // -0 is 0
const PLAIN: NumberForms = { int: plainNumber, float: plainNumber };
const EXACT: NumberForms = { int: (text) => `${text}n`, float: printText };

function printValue(type: SettingType, value: JsonValue, forms: NumberForms): string {
  if (type.kind === 'sequence')
    return printList((value as JsonValue[]).map((item) => printValue(type.of, item, forms)));
  if (type.kind === 'mapping') return printMembers(value as JsonObject, (item) => printValue(type.of, item, forms));
  if (type.kind === 'flags') return printSet((value as JsonValue[]).map(printJson));
  if (isJsonNumber(value) && (type.kind === 'int' || type.kind === 'float')) return forms[type.kind](numberText(value));
  return printJson(value);
}

function printJson(value: JsonValue): string {
  if (isJsonNumber(value)) return plainNumber(numberText(value));
  if (typeof value === 'string') return printText(value);
  if (Array.isArray(value)) return printList(value.map(printJson));
  return isJsonObject(value) ? printMembers(value, printJson) : String(value);
}

function printSet(items: readonly string[]): string {
  return items.length === 0 ? 'new Set<never>()' : `new Set([${items.join(', ')}] as const)`;
}

function printList(items: readonly string[]): string {
  return `[${items.join(', ')}]`;
}

function printMembers(value: JsonObject, print: (member: JsonValue) => string): string {
  const members = Object.entries(value).map(([name, member]) => `${printMember(name)}: ${print(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
