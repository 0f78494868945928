import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '../json.js';
import { accepts } from './accepts.js';
import { isSameType, isStrictSubtype } from './compare.js';
import { parseSettingType } from './parse.js';
import type { SettingType } from './setting-type.js';
import { relatedTypes, valuesNear } from './setting-type.arbitraries.js';

/** Two types, and a value near the first. */
const pairsWithValue = relatedTypes(2).chain(([left, right]) =>
  fc.tuple(fc.constant(left as SettingType), fc.constant(right as SettingType), valuesNear(left as SettingType)),
);
const triples = relatedTypes(3).map((types) => types as [SettingType, SettingType, SettingType]);

describe('the order of types', () => {
  test.each([
    ['int', 'float'],
    ['Enum[1]', 'Enum[1,2]'],
    ['Enum[]', 'Enum["a"]'],
    ['Enum[1.0]', 'Enum["a",1]'],
    ['Flags[true]', 'Flags[1,true]'],
    ['Flags[]', 'Flags[1]'],
    ['Sequence<int>', 'Sequence<float>'],
    ['Mapping<Enum[1]>', 'Mapping<Enum[1,2]>'],
    ['Mapping<Sequence<Flags[1]>>', 'Mapping<Sequence<Flags[1,2]>>'],
  ])('%s is a strict subtype of %s', (lower, upper) => {
    expect(isStrictSubtype(parseSettingType(lower), parseSettingType(upper))).toBe(true);
    expect(isStrictSubtype(parseSettingType(upper), parseSettingType(lower))).toBe(false);
    expect(isSameType(parseSettingType(lower), parseSettingType(upper))).toBe(false);
  });

  test.each([
    ['int', 'str'],
    ['int', 'bool'],
    ['bool', 'float'],
    ['Enum[true,false]', 'bool'],
    ['Enum[1]', 'int'],
    ['Enum[1]', 'Enum[2]'],
    ['Enum[1,2]', 'Enum[2,3]'],
    ['Enum[1]', 'Enum[true,"1"]'],
    ['Enum[1]', 'Flags[1,2]'],
    ['Enum[9007199254740993]', 'Enum[9007199254740992,1]'],
    ['Sequence<int>', 'Mapping<float>'],
    ['Sequence<int>', 'float'],
    ['Sequence<int>', 'Sequence<str>'],
    ['Sequence<Sequence<int>>', 'Sequence<float>'],
    ['Flags[1]', 'Sequence<int>'],
  ])('neither of %s and %s is a subtype of the other', (left, right) => {
    expect(isStrictSubtype(parseSettingType(left), parseSettingType(right))).toBe(false);
    expect(isStrictSubtype(parseSettingType(right), parseSettingType(left))).toBe(false);
    expect(isSameType(parseSettingType(left), parseSettingType(right))).toBe(false);
  });

  test.each([
    ['int', 'int'],
    ['Enum[1,"a"]', 'Enum["a",1.0]'],
    ['Flags[true,1]', 'Flags[1e0,true,1]'],
    ['Enum[-0]', 'Enum[0.0]'],
    ['Sequence< Mapping<Enum[100]> >', 'Sequence<Mapping<Enum[1e2]>>'],
  ])('%s and %s are the same type', (left, right) => {
    expect(isSameType(parseSettingType(left), parseSettingType(right))).toBe(true);
    expect(isStrictSubtype(parseSettingType(left), parseSettingType(right))).toBe(false);
    expect(isStrictSubtype(parseSettingType(right), parseSettingType(left))).toBe(false);
  });

  test('no type is a strict subtype of itself', () => {
    fc.assert(
      fc.property(relatedTypes(2), ([left, right]) => {
        const [a, b] = [left as SettingType, right as SettingType];

        expect(isStrictSubtype(a, a)).toBe(false);
        if (isSameType(a, b)) expect(isStrictSubtype(a, b)).toBe(false);
      }),
    );
  });

  test('at most one of two types is a strict subtype of the other', () => {
    fc.assert(
      fc.property(relatedTypes(2), ([left, right]) => {
        const [a, b] = [left as SettingType, right as SettingType];

        if (isStrictSubtype(a, b)) expect(isStrictSubtype(b, a)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('a strict subtype of a strict subtype is a strict subtype', () => {
    fc.assert(
      fc.property(triples, ([a, b, c]) => {
        if (isStrictSubtype(a, b) && isStrictSubtype(b, c)) expect(isStrictSubtype(a, c)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('a subtype accepts nothing that its supertype refuses', () => {
    fc.assert(
      fc.property(pairsWithValue, ([lower, upper, value]: [SettingType, SettingType, JsonValue]) => {
        if (isStrictSubtype(lower, upper) && accepts(lower, value)) expect(accepts(upper, value)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('being the same type is an equivalence that the order respects', () => {
    fc.assert(
      fc.property(triples, ([a, b, c]) => {
        expect(isSameType(a, a)).toBe(true);
        expect(isSameType(a, b)).toBe(isSameType(b, a));
        if (!isSameType(a, b)) return;
        expect(isSameType(a, c)).toBe(isSameType(b, c));
        expect(isStrictSubtype(a, c)).toBe(isStrictSubtype(b, c));
        expect(isStrictSubtype(c, a)).toBe(isStrictSubtype(c, b));
      }),
      { numRuns: 1000 },
    );
  });

  test('the same types accept the same values', () => {
    fc.assert(
      fc.property(pairsWithValue, ([left, right, value]: [SettingType, SettingType, JsonValue]) => {
        if (isSameType(left, right)) expect(accepts(right, value)).toBe(accepts(left, value));
      }),
      { numRuns: 500 },
    );
  });
});
