import fc, { type Arbitrary } from 'fast-check';
import { jsonTexts, numberTexts, texts } from '../json.arbitraries.js';
import { parseJson, type JsonValue } from '../json.js';
import { parseSettingType } from './parse.js';
import type { SettingType } from './setting-type.js';

const spaces = fc.constantFrom('', '', ' ', '\n\t');

const optionTexts = fc.oneof(
  numberTexts,
  texts.map((text) => JSON.stringify(text)),
  fc.constantFrom('true', 'false', '1', '1.0', '"1"'),
);

const optionLists = fc
  .array(
    fc.tuple(spaces, optionTexts, spaces).map((parts) => parts.join('')),
    { maxLength: 5 },
  )
  .map((options) => `[${options.join(',')}]`);

/** The text of a type in any notation: white space, options in any order and repeated. */
export const typeTexts: Arbitrary<string> = fc.letrec<{ type: string }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom('int', 'float', 'str', 'bool'),
    fc.tuple(fc.constantFrom('Enum', 'Flags'), spaces, optionLists).map((parts) => parts.join('')),
    fc
      .tuple(fc.constantFrom('Sequence', 'Mapping'), spaces, spaces, tie('type'), spaces)
      .map(([name, before, open, inner, close]) => `${name}${before}<${open}${inner}${close}>`),
  ),
})).type;

export const settingTypes: Arbitrary<SettingType> = typeTexts.map(parseSettingType);

const OPTIONS = ['1', '"a"', 'true', '2.5'];

/** Types that are often equal or subtypes of one another: few options, and mostly the same nesting. */
export function relatedTypes(count: number): Arbitrary<SettingType[]> {
  const leaves = fc.oneof(
    fc.constantFrom('int', 'float'),
    fc.constantFrom('int', 'float', 'str', 'bool'),
    fc
      .tuple(fc.constantFrom('Enum', 'Flags'), fc.subarray(OPTIONS))
      .map(([name, options]) => `${name}[${options.join(',')}]`),
  );
  const sameKind = fc.oneof(
    fc.array(fc.constantFrom('int', 'float'), { minLength: count, maxLength: count }),
    fc
      .tuple(fc.constantFrom('Enum', 'Flags'), fc.array(fc.subarray(OPTIONS), { minLength: count, maxLength: count }))
      .map(([name, lists]) =>
        lists.sort((a, b) => a.length - b.length).map((options) => `${name}[${options.join(',')}]`),
      ),
    fc.array(leaves, { minLength: count, maxLength: count }),
  );
  const wrappings = fc.array(fc.constantFrom('Sequence', 'Mapping'), { maxLength: 3 });
  const strays = fc.array(fc.option(wrappings, { freq: 9 }), { minLength: count, maxLength: count });
  return fc
    .tuple(sameKind, wrappings, strays)
    .map(([kinds, wrapping, stray]) => kinds.map((leaf, at) => wrap(leaf, stray[at] ?? wrapping)))
    .map((written) => written.map(parseSettingType));
}

function wrap(leaf: string, wrapping: readonly string[]): string {
  return wrapping.reduce((inner, name) => `${name}<${inner}>`, leaf);
}

const strayValues: Arbitrary<JsonValue> = fc
  .constantFrom(
    '1',
    '1.0',
    '2.5',
    '"a"',
    '"1"',
    'true',
    'false',
    'null',
    '[]',
    '{}',
    '[1]',
    '{"a":1}',
    '12345678901234567890',
  )
  .map(parseJson);

/** Values mostly of the type, otherwise near it. */
export function valuesNear(type: SettingType): Arbitrary<JsonValue> {
  return fc.oneof({ arbitrary: valuesOf(type), weight: 6 }, { arbitrary: strayValues, weight: 1 });
}

function valuesOf(type: SettingType): Arbitrary<JsonValue> {
  switch (type.kind) {
    case 'int':
      return fc.oneof(fc.integer(), fc.constantFrom('1.0', '1e3', '-0.0', '12345678901234567890').map(parseJson));
    case 'float':
      return numberTexts.map(parseJson);
    case 'str':
      return texts;
    case 'bool':
      return fc.boolean();
    case 'enum':
      return type.options.size > 0 ? fc.constantFrom(...type.options.values()) : strayValues;
    case 'flags':
      return type.options.size > 0 ? fc.subarray([...type.options.values()]) : fc.constant([]);
    case 'sequence':
      return fc.array(valuesNear(type.of), { maxLength: 3 });
    case 'mapping':
      return fc.dictionary(texts, valuesNear(type.of), { maxKeys: 3, noNullPrototype: true });
  }
}

/** Types, each with a value that mostly fits. */
export const typesWithValues: Arbitrary<[SettingType, JsonValue]> = settingTypes.chain((type) =>
  fc.tuple(fc.constant(type), fc.oneof(valuesNear(type), valuesNear(type), jsonTexts.map(parseJson))),
);
