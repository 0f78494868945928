import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseContextFilters, readContextFilters, type ContextFilters, type FeatureFilter } from './context-filter.js';
import type { JsonValue } from './json.js';

describe('context filters', () => {
  test.each<[string, ContextFilters]>([
    ['*', '*'],
    ['', new Map()],
    ['user:*', new Map([['user', '*']])],
    ['user:(jim)', new Map([['user', new Set(['jim'])]])],
    ['user:(jim,john,jim)', new Map([['user', new Set(['jim', 'john'])]])],
    ['x_user:(a)', new Map([['x_user', new Set(['a'])]])],
    ['User9:(a)', new Map([['User9', new Set(['a'])]])],
    ['user:(jim@example.com,1.2.3+4,a/b-c)', new Map([['user', new Set(['jim@example.com', '1.2.3+4', 'a/b-c'])]])],
    [
      'user:(jim),trust:*,theme:(dark,light)',
      new Map<string, FeatureFilter>([
        ['user', new Set(['jim'])],
        ['trust', '*'],
        ['theme', new Set(['dark', 'light'])],
      ]),
    ],
  ])('%j is read', (text, filters) => {
    expect(parseContextFilters(text, { parameter: 'context_filters' })).toEqual(filters);
  });

  test.each([
    ['null', 0],
    ['**', 0],
    ['a:b', 0],
    ['a', 0],
    [':*', 0],
    ['a:', 0],
    ['a:**', 0],
    ['a:(b', 0],
    ['a:(b))', 0],
    ['a:((b))', 0],
    ['a-b:*', 0],
    [' a:*', 0],
    ['a:*\n', 0],
    [',a:*', 0],
    ['a:*,', 4],
    ['a:*,,b:*', 4],
    ['a:*b:*', 0],
    ['a:*,b', 4],
    ['a:(x),*', 6],
    [`${'a'.repeat(256)}:*`, 0],
  ])('%j is not a filter', (text, position) => {
    const message = `at character ${position}: expected a filter "feature:*" or "feature:(value,…)", or "*" alone`;

    expect(() => parseContextFilters(text, { parameter: 'context_filters' })).toThrow(
      expect.objectContaining({ kind: 'invalid', message, faults: [{ parameter: 'context_filters', message }] }),
    );
  });

  test.each(['trust:()', 'trust:(a,)', 'trust:(a,,b)', 'trust:(a, b)', 'trust:(é)', 'trust:(*)'])(
    'the filter %j has a bad value',
    (text) => {
      const message = expect.stringContaining('is not a context feature value');

      expect(() => parseContextFilters(text, { parameter: 'context_filters' })).toThrow(
        expect.objectContaining({ kind: 'invalid', message, faults: [{ parameter: 'context_filters', message }] }),
      );
    },
  );

  test.each(['a:*,a:*', 'a:(x),b:*,a:(y)'])('the text %j filters a feature twice', (text) => {
    expect(() => parseContextFilters(text, { parameter: 'context_filters' })).toThrow(
      expect.objectContaining({ kind: 'repeated-filter', message: 'the feature a has two filters' }),
    );
  });

  test('the text of any filters is read as the same filters', () => {
    const values = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_.@/+-]{1,6}$/), { minLength: 1, maxLength: 4 });
    const filters = fc.uniqueArray(
      fc.tuple(fc.stringMatching(/^[A-Za-z0-9_]{1,6}$/), fc.oneof(fc.constant('*' as const), values)),
      { selector: ([feature]) => feature, maxLength: 5 },
    );
    fc.assert(
      fc.property(filters, (entries) => {
        const text = entries
          .map(([name, wanted]) => `${name}:${wanted === '*' ? '*' : `(${wanted.join(',')})`}`)
          .join(',');

        const read = parseContextFilters(text, { parameter: 'context_filters' });

        expect(read).toEqual(new Map(entries.map(([name, wanted]) => [name, wanted === '*' ? '*' : new Set(wanted)])));
      }),
    );
  });
});

describe('context filters in JSON', () => {
  test.each<[JsonValue, ContextFilters]>([
    ['*', '*'],
    ['', new Map()],
    [
      'user:(jim),theme:*',
      new Map<string, FeatureFilter>([
        ['user', new Set(['jim'])],
        ['theme', '*'],
      ]),
    ],
    [{}, new Map()],
    [{ user: '*' }, new Map([['user', '*']])],
    [{ user: ['jim', 'john', 'jim'] }, new Map([['user', new Set(['jim', 'john'])]])],
    [
      { user: ['jim'], theme: '*' },
      new Map<string, FeatureFilter>([
        ['user', new Set(['jim'])],
        ['theme', '*'],
      ]),
    ],
    [JSON.parse('{"__proto__": ["a"]}') as JsonValue, new Map([['__proto__', new Set(['a'])]])],
  ])('%j is read', (value, filters) => {
    expect(readContextFilters(value, ['context_filters'])).toEqual(filters);
  });

  test.each<[JsonValue, path: (string | number)[], message: string]>([
    [null, [], 'context filters must be a string or a JSON object'],
    [5, [], 'context filters must be a string or a JSON object'],
    [['user:*'], [], 'context filters must be a string or a JSON object'],
    ['user', [], 'at character 0: expected a filter "feature:*" or "feature:(value,…)", or "*" alone'],
    ['user:()', [], '"" is not a context feature value: 1 to 255 of letters, digits and any of "_.@/+-"'],
    [{ 'a-b': '*' }, ['a-b'], '"a-b" is not a context feature name: 1 to 255 of letters, digits and "_"'],
    [{ 'a/b': '*' }, ['a/b'], '"a/b" is not a context feature name: 1 to 255 of letters, digits and "_"'],
    [{ '': '*' }, [''], '"" is not a context feature name: 1 to 255 of letters, digits and "_"'],
    [{ '*': '*' }, ['*'], '"*" is not a context feature name: 1 to 255 of letters, digits and "_"'],
    [{ user: 'jim' }, ['user'], 'a filter must be "*" or an array of at least one value'],
    [{ user: null }, ['user'], 'a filter must be "*" or an array of at least one value'],
    [{ user: [] }, ['user'], 'a filter must be "*" or an array of at least one value'],
    [{ user: {} }, ['user'], 'a filter must be "*" or an array of at least one value'],
    [{ theme: '*', user: ['jim', 5] }, ['user', 1], 'a context feature value must be a string'],
    [
      { user: ['*'] },
      ['user', 0],
      '"*" is not a context feature value: 1 to 255 of letters, digits and any of "_.@/+-"',
    ],
    [{ user: [''] }, ['user', 0], '"" is not a context feature value: 1 to 255 of letters, digits and any of "_.@/+-"'],
  ])('%j as filters is refused at %j', (value, place, message) => {
    const path = ['context_filters', ...place];

    expect(() => readContextFilters(value, ['context_filters'])).toThrow(
      expect.objectContaining({ kind: 'invalid', message, faults: [{ path, message }] }),
    );
  });

  test('filters in JSON refuse a text that filters a feature twice', () => {
    expect(() => readContextFilters('a:*,a:*', ['context_filters'])).toThrow(
      expect.objectContaining({ kind: 'repeated-filter', message: 'the feature a has two filters' }),
    );
  });
});
