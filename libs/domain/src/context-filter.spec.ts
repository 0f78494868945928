import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseContextFilters, type ContextFilters, type FeatureFilter } from './context-filter.js';

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
    expect(parseContextFilters(text, 'context_filters')).toEqual(filters);
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
  ])('%j is no filter', (text, position) => {
    const message = `at character ${position}: expected a filter "feature:*" or "feature:(value,…)", or "*" alone`;

    expect(() => parseContextFilters(text, 'context_filters')).toThrow(
      expect.objectContaining({ kind: 'invalid', message, faults: [{ parameter: 'context_filters', message }] }),
    );
  });

  test.each(['trust:()', 'trust:(a,)', 'trust:(a,,b)', 'trust:(a, b)', 'trust:(é)', 'trust:(*)'])(
    '%j has a bad value',
    (text) => {
      const message = expect.stringContaining('is not a context feature value');

      expect(() => parseContextFilters(text, 'context_filters')).toThrow(
        expect.objectContaining({ kind: 'invalid', message, faults: [{ parameter: 'context_filters', message }] }),
      );
    },
  );

  test.each(['a:*,a:*', 'a:(x),b:*,a:(y)'])('%j filters a feature twice', (text) => {
    expect(() => parseContextFilters(text, 'context_filters')).toThrow(
      expect.objectContaining({ kind: 'repeated-filter', message: 'the feature a has two filters' }),
    );
  });

  test('whatever filters are written are read again', () => {
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

        const read = parseContextFilters(text, 'context_filters');

        expect(read).toEqual(new Map(entries.map(([name, wanted]) => [name, wanted === '*' ? '*' : new Set(wanted)])));
      }),
    );
  });
});
