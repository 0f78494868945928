import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accepts, conform, parseJson, parseSettingType, printJson, type JsonValue } from '@heksher/domain';
import { typesWithValues } from '../../../../libs/domain/src/setting-type/setting-type.arbitraries.js';
import { draftOf, emptyDraft, moved, newEntry, newItem, withFlag, type DraftOf } from './draft.js';
import { faultText, readDraft } from './read-draft.js';

describe('the draft of a value', () => {
  test('is read as the same value, with all its digits', () => {
    fc.assert(
      fc.property(typesWithValues, ([type, value]) => {
        fc.pre(accepts(type, value));

        const reading = readDraft(type, draftOf(type, value));

        expect(printJson('value' in reading ? reading.value : null)).toBe(printJson(conform(type, value)));
      }),
    );
  });

  test('of another type has a fault', () => {
    fc.assert(
      fc.property(typesWithValues, ([type, value]) => {
        fc.pre(!accepts(type, value));

        expect(readDraft(type, draftOf(type, value)).fault).toBeDefined();
      }),
    );
  });
});

describe('a draft that is no value yet', () => {
  test.each([
    ['int', 'A number is missing.'],
    ['float', 'A number is missing.'],
    ['bool', 'Choose a value.'],
    ['Enum[1]', 'Choose a value.'],
  ])('an empty %s says: %s', (type, message) => {
    const parsed = parseSettingType(type);

    expect(readDraft(parsed, emptyDraft(parsed)).fault).toEqual({ path: [], message });
  });

  test.each([
    ['str', ''],
    ['Flags[1]', []],
    ['Sequence<int>', []],
    ['Mapping<int>', {}],
  ] as [string, JsonValue][])('an empty %s is a value already', (type, value) => {
    const parsed = parseSettingType(type);

    expect(readDraft(parsed, emptyDraft(parsed))).toEqual({ value });
  });

  test('says at which place it is at fault', () => {
    const type = parseSettingType('Mapping<Sequence<int>>');
    const items = ['1', ''].map((text) => newItem({ kind: 'number', text }));

    const { fault } = readDraft(type, { kind: 'mapping', entries: [newEntry({ kind: 'sequence', items }, 'a')] });

    expect(fault && faultText(fault)).toBe('“a” → item 2: A number is missing.');
  });
});

describe('the keys of a mapping', () => {
  const type = parseSettingType('Mapping<str>');
  const read = (...keys: string[]) =>
    readDraft(type, { kind: 'mapping', entries: keys.map((key) => newEntry(emptyDraft({ kind: 'str' }), key)) });

  test('may not be there twice', () => {
    expect(read('a', 'b', 'a').fault).toEqual({ path: ['a'], message: 'This key is there twice.' });
  });

  test('may not be empty', () => {
    expect(read('a', '').fault).toEqual({ path: [1], message: 'A key is missing.' });
  });

  test('may be empty if they were before', () => {
    const value = parseJson('{"":"a"}');

    expect(readDraft(type, draftOf(type, value))).toEqual({ value });
  });

  test('may be names that mean something in JavaScript', () => {
    expect(printJson((read('__proto__', 'constructor') as { value: JsonValue }).value)).toBe(
      '{"__proto__":"","constructor":""}',
    );
  });
});

describe('flags', () => {
  const { options } = parseSettingType('Flags["a","b",1,true]') as { options: Parameters<typeof withFlag>[1] };

  test('are in the order of the type when one is added', () => {
    expect(withFlag([true, 'a'], options, 'string b')).toEqual(['a', 'b', true]);
  });

  test('stay in their order when one is taken away', () => {
    expect(withFlag([true, 'a', 1], options, 'number 1e0')).toEqual([true, 'a']);
  });
});

describe('the items of a sequence', () => {
  const type = parseSettingType('Sequence<int>');
  const { items } = draftOf(type, [1, 2, 3]) as DraftOf<'sequence'>;
  const after = (at: number, to: number) =>
    readDraft(type, { kind: 'sequence', items: moved(items, items[at]?.id ?? 0, to) });

  test.each([
    [0, 1, [2, 1, 3]],
    [0, 2, [2, 3, 1]],
    [2, 0, [3, 1, 2]],
    [1, -1, [2, 1, 3]],
    [1, 9, [1, 3, 2]],
  ])('the one at %i moves to %i', (at, to, value) => {
    expect(after(at, to)).toEqual({ value });
  });

  test('keep their ids when they move', () => {
    expect(moved(items, items[0]?.id ?? 0, 2).map(({ id }) => id)).toEqual([1, 2, 0].map((at) => items[at]?.id));
  });
});
