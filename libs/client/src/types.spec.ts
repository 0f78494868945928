import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonEquals, parseJson, printJson, type JsonValue } from '@heksher/domain';
import { readAs, t, writeAs, type Type, type ValueOf } from './types.js';

const read = <T>(type: Type<T>, text: string): T => readAs(type, parseJson(text));

test.each<[Type<unknown>, string]>([
  [t.int(), 'int'],
  [t.bigint(), 'int'],
  [t.float(), 'float'],
  [t.decimal(), 'float'],
  [t.str(), 'str'],
  [t.bool(), 'bool'],
  [t.enum('b', 'a', 1, true) as Type<unknown>, 'Enum["a","b",1,true]'],
  [t.flags('b', 2.5) as Type<unknown>, 'Flags["b",2.5]'],
  [t.sequence(t.int()) as Type<unknown>, 'Sequence<int>'],
  [t.mapping(t.sequence(t.enum('x'))) as Type<unknown>, 'Mapping<Sequence<Enum["x"]>>'],
])('type %# is %s for the service', (type, text) => {
  expect(type.text).toBe(text);
});

test.each<[string, Type<unknown>, string, unknown]>([
  ['int', t.int(), '1.0', 1],
  ['int', t.int(), '-9007199254740991', -9007199254740991],
  ['bigint', t.bigint(), '12345678901234567890', 12345678901234567890n],
  ['bigint', t.bigint(), '1e30', 10n ** 30n],
  ['float', t.float(), '1.50', 1.5],
  ['decimal', t.decimal(), '1.50', '1.50'],
  ['decimal', t.decimal(), '0.1000000000000000000001', '0.1000000000000000000001'],
  ['str', t.str(), '"a"', 'a'],
  ['bool', t.bool(), 'false', false],
  ['enum', t.enum('a', 1, true) as Type<unknown>, '1.0', 1],
  ['flags', t.flags('a', 1) as Type<unknown>, '[1,"a"]', new Set([1, 'a'])],
  ['sequence', t.sequence(t.bigint()) as Type<unknown>, '[1,99999999999999999999]', [1n, 99999999999999999999n]],
  ['mapping', t.mapping(t.int()) as Type<unknown>, '{"a":1,"constructor":2}', { a: 1, constructor: 2 }],
])('a value of %s is read', (_name, type, text, expected) => {
  expect(read(type, text)).toEqual(expected);
});

test('a member called __proto__ is a member', () => {
  expect(Object.entries(read(t.mapping(t.int()), '{"__proto__":1}'))).toEqual([['__proto__', 1]]);
});

test.each<[string, Type<unknown>]>([
  ['9007199254740993', t.int()],
  ['[1,9007199254740993]', t.sequence(t.int()) as Type<unknown>],
  [`1${'0'.repeat(400)}`, t.float()],
])('%s is of the type, but no number of JavaScript has it', (text, type) => {
  expect(() => read(type, text)).toThrow(RangeError);
});

test.each<[string, Type<unknown>, string]>([
  ['1.5', t.int(), '1.5 is not a whole number'],
  ['"1"', t.float(), 'a number is needed'],
  ['"c"', t.enum('a', 'b') as Type<unknown>, 'is not an option'],
  ['["a","a"]', t.flags('a') as Type<unknown>, 'there twice'],
  ['{"a":[1,"x"]}', t.mapping(t.sequence(t.int())) as Type<unknown>, 'at a.1:'],
])('%s is not of the type', (text, type, message) => {
  expect(() => read(type, text)).toThrow(message);
});

test.each<[string, () => unknown]>([
  ['1.5 for int', () => writeAs(t.int(), 1.5)],
  ['NaN for float', () => writeAs(t.float(), Number.NaN)],
  ['a text that is no number for decimal', () => writeAs(t.decimal(), '"1"')],
  ['another option', () => writeAs(t.enum('a') as Type<string>, 'b')],
  ['a list for a mapping', () => writeAs(t.mapping(t.int()), [] as never)],
])('%s is refused when it is written', (_name, write) => {
  expect(write).toThrow(TypeError);
});

test('values cannot be changed by who gets them', () => {
  expect(() => (read(t.sequence(t.int()), '[1]') as number[]).push(2)).toThrow(TypeError);
});

function survives<T>(type: Type<T>, value: T): boolean {
  const written = parseJson(printJson(writeAs(type, value)));
  const again = writeAs(type, readAs(type, written));
  return jsonEquals(written, again as JsonValue);
}

test('what is written is read as the same value', () => {
  const options = fc.subarray(['a', 'b', 1, true] as const).map((list) => new Set(list));
  fc.assert(fc.property(fc.bigInt(), (value) => survives(t.bigint(), value)));
  fc.assert(fc.property(fc.maxSafeInteger(), (value) => survives(t.int(), value)));
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(readAs(t.float(), parseJson(printJson(writeAs(t.float(), value))))).toBe(value === 0 ? 0 : value);
    }),
  );
  fc.assert(fc.property(options, (value) => survives(t.flags('a', 'b', 1, true), value)));
});

test('the types of values follow from the declaration', () => {
  const levels = t.enum('low', 2);
  const level: ValueOf<typeof levels> = 'low';
  // @ts-expect-error: it is no option
  const other: ValueOf<typeof levels> = 'high';
  // @ts-expect-error: a bigint is no number
  const number: number = read(t.bigint(), '1');

  expect(read(levels, '"low"')).toBe(level);
  expect(() => writeAs(levels, other)).toThrow('is not an option');
  expect(number).toBe(1n);
});
