import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { texts } from '../../../../libs/domain/src/json.arbitraries.js';
import { notate, readText, unseenIn } from './text-notation.js';

describe('the notation of a text', () => {
  test.each([
    ['a', 'line'],
    ['', 'line'],
    ['a\tb', 'line'],
    ['a\nb', 'lines'],
    ['a\r\nb', 'quoted'],
    ['\u0000', 'quoted'],
    ['a\u202eb', 'quoted'],
    ['😀 שלום', 'line'],
  ])('of %j is %s', (text, notation) => {
    expect(notate(text).notation).toBe(notation);
  });

  test('keeps all of it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(!/\p{Surrogate}/u.test(text));

        expect(readText(notate(text))).toEqual({ value: text });
      }),
    );
  });

  test('is never one that a field of the browser would change', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { text: shown, notation } = notate(text);

        expect(shown).not.toContain('\r');
        if (notation !== 'lines') expect(shown).not.toContain('\n');
      }),
    );
  });

  test('half of a character is refused', () => {
    expect(readText({ text: '\ud800', notation: 'line' })).toHaveProperty('message');
    expect(readText({ text: '"\\ud800"', notation: 'quoted' })).toHaveProperty('message');
  });

  test('what is quoted needs quotation marks', () => {
    expect(readText({ text: '1', notation: 'quoted' })).toHaveProperty('message');
    expect(readText({ text: '"a', notation: 'quoted' })).toHaveProperty('message');
  });
});

test.each([
  ['a', undefined],
  ['a ', 'Ends with a space.'],
  [' a  ', 'Begins with a space. Ends with 2 spaces.'],
  ['   ', 'Only 3 spaces.'],
  ['a\u200bb', 'Has characters that cannot be seen: U+200B.'],
])('what cannot be seen in %j is said', (text, said) => {
  expect(unseenIn(text)).toBe(said);
});
