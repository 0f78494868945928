import {
  ExactNumber,
  conform,
  isJsonNumber,
  isJsonObject,
  numberText,
  parseJson,
  parseSettingType,
  primitiveKey,
  printJson,
  printSettingType,
  whyNotAccepted,
  type JsonPrimitive,
  type JsonValue,
  type SettingType,
} from '@heksher/domain';

/** The type of a setting: how its values look in the service and in the program. */
export interface Type<T> {
  /** As the service prints it, such as `Sequence<int>`. */
  readonly text: string;
  /** As the domain has it. */
  readonly settingType: SettingType;
  /** Reads a JSON value that is of the type. Throws a `RangeError` if the program's values cannot have it. */
  read(value: JsonValue): T;
  /** The JSON value of a program's value. Throws a `TypeError` if it has none. */
  write(value: T): JsonValue;
}

/** The TypeScript type of a setting type's values. */
export type ValueOf<Of> = Of extends Type<infer T> ? T : never;

/** What an enum or flags may have as an option. */
export type Option = string | number | boolean;

/** Reads a value of the service. Throws a `TypeError` if it is not of the type, a `RangeError` as `Type.read` does. */
export function readAs<T>(type: Type<T>, value: JsonValue): T {
  const misfit = whyNotAccepted(type.settingType, value);
  if (misfit) throw new TypeError(describeMisfit(misfit));
  return type.read(conform(type.settingType, value));
}

/** The JSON value of a program's value. Throws a `TypeError` if it is not of the type. */
export function writeAs<T>(type: Type<T>, value: T): JsonValue {
  const written = type.write(value);
  const misfit = whyNotAccepted(type.settingType, written);
  if (misfit) throw new TypeError(describeMisfit(misfit));
  return conform(type.settingType, written);
}

function describeMisfit({ path, message }: { path: readonly (string | number)[]; message: string }): string {
  return path.length === 0 ? message : `at ${path.join('.')}: ${message}`;
}

const INT = parseSettingType('int');
const FLOAT = parseSettingType('float');

function typeOf<T>(settingType: SettingType, read: Type<T>['read'], write: Type<T>['write']): Type<T> {
  return { text: printSettingType(settingType), settingType, read, write };
}

function textOf(value: JsonValue): string {
  if (!isJsonNumber(value)) throw new TypeError(`${printJson(value)} is not a number`);
  return numberText(value);
}

function finite(number: number, text: string): number {
  if (Number.isFinite(number)) return number;
  throw new RangeError(`${shorten(text)} is beyond the range of a number: declare the setting as t.decimal()`);
}

function safeInteger(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  throw new RangeError(`${shorten(text)} is beyond 2^53: declare the setting as t.bigint()`);
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function writeNumber(value: number): JsonValue {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError(`${String(value)} is not a number`);
  return value === 0 ? 0 : value; // -0 is 0
}

function writeDecimal(text: string): JsonValue {
  const value = parseJson(text);
  if (!isJsonNumber(value)) throw new TypeError(`${JSON.stringify(text)} is not a number`);
  return value;
}

/** Options by their keys: `1` and `1.0` are one option, `1` and `"1"` are two. */
function optionsOf<O extends Option>(options: readonly O[]): Map<string, O> {
  return new Map(options.map((option) => [primitiveKey(option), option]));
}

function optionedType(kind: 'Enum' | 'Flags', options: readonly Option[]): SettingType {
  return parseSettingType(`${kind}[${options.map((option) => printJson(option)).join(',')}]`);
}

function enumOf<const O extends readonly Option[]>(...options: O): Type<O[number]> {
  const byKey = optionsOf<O[number]>(options);
  const read = (value: JsonValue) => byKey.get(primitiveKey(value as JsonPrimitive)) as O[number];
  return typeOf(optionedType('Enum', options), read, (value) => value);
}

function flagsOf<const O extends readonly Option[]>(...options: O): Type<ReadonlySet<O[number]>> {
  const byKey = optionsOf<O[number]>(options);
  const read = (value: JsonValue) =>
    new Set((value as JsonPrimitive[]).map((item) => byKey.get(primitiveKey(item)) as O[number]));
  return typeOf<ReadonlySet<O[number]>>(optionedType('Flags', options), read, (value) => [...value]);
}

function sequenceOf<T>(of: Type<T>): Type<readonly T[]> {
  return typeOf<readonly T[]>(
    { kind: 'sequence', of: of.settingType },
    (value) => Object.freeze((value as JsonValue[]).map((item) => of.read(item))),
    (value) => value.map((item) => of.write(item)),
  );
}

function mappingOf<T>(of: Type<T>): Type<Readonly<Record<string, T>>> {
  return typeOf<Readonly<Record<string, T>>>(
    { kind: 'mapping', of: of.settingType },
    (value) => Object.freeze(mapMembers(value as Record<string, JsonValue>, (item) => of.read(item))),
    (value) => mapMembers(value, (item) => of.write(item)),
  );
}

function mapMembers<From, To>(members: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  if (!isJsonObject(members)) throw new TypeError('a mapping is an object');
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, map(value as From)]));
}

/** The types of settings. */
export interface Types {
  /** `int` as a number. Getting a value beyond 2^53 throws a `RangeError`. */
  int(): Type<number>;
  /** `int` as a bigint, with all digits. */
  bigint(): Type<bigint>;
  /** `float` as a number. */
  float(): Type<number>;
  /** `float` as the text of the number, with all digits: `"1.50"`. */
  decimal(): Type<string>;
  str(): Type<string>;
  bool(): Type<boolean>;
  /** One of some options: `t.enum('a', 1, true)`. */
  enum<const O extends readonly Option[]>(...options: O): Type<O[number]>;
  /** A set of some options. */
  flags<const O extends readonly Option[]>(...options: O): Type<ReadonlySet<O[number]>>;
  /** A frozen list of values of a type. */
  sequence<T>(of: Type<T>): Type<readonly T[]>;
  /** A frozen object whose members are of a type. */
  mapping<T>(of: Type<T>): Type<Readonly<Record<string, T>>>;
}

const STR = parseSettingType('str');
const BOOL = parseSettingType('bool');

/** The types of settings. */
export const t: Types = {
  int: () => typeOf(INT, (value) => safeInteger(textOf(value)), writeNumber),
  bigint: () =>
    typeOf(
      INT,
      (value) => BigInt(textOf(value)),
      (value) => new ExactNumber(String(value)),
    ),
  float: () => typeOf(FLOAT, (value) => finite(Number(textOf(value)), textOf(value)), writeNumber),
  decimal: () => typeOf(FLOAT, textOf, writeDecimal),
  str: () =>
    typeOf(
      STR,
      (value) => value as string,
      (value) => value,
    ),
  bool: () =>
    typeOf(
      BOOL,
      (value) => value as boolean,
      (value) => value,
    ),
  enum: enumOf,
  flags: flagsOf,
  sequence: sequenceOf,
  mapping: mappingOf,
};
