import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { printCursor, readCursor } from './cursor.js';

const at = { parameter: 'cursor' };
const reading = (text: string, list: string, length: number) => () => readCursor(text, { list, length, at });

describe('a cursor', () => {
  test('any place is read as it was printed, and fits into a URL', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ unit: 'grapheme' })), (list, place) => {
        const text = printCursor(list, place);

        expect(readCursor(text, { list, length: place.length, at })).toEqual(place);
        expect(encodeURIComponent(text)).toBe(text);
      }),
    );
  });

  test('any text that no list has printed is refused', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(reading(text, 'name', 1)).toThrow('cursor must be')));
  });

  test.each([
    ['of another list', printCursor('rules', ['a'])],
    ['with another length', printCursor('name', ['a', 'b'])],
    ['with something appended', `${printCursor('name', ['a'])}=`],
    ['with a number in it', Buffer.from('["name",1]').toString('base64url')],
    ['that is JSON but no array', Buffer.from('{}').toString('base64url')],
    ['that is empty', ''],
  ])('one %s is refused', (_title, text) => {
    expect(reading(text, 'name', 1)).toThrow('cursor must be');
  });
});
