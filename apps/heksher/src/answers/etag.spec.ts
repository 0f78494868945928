import { expect, test } from '@jest/globals';
import { matchesEtag, strongEtag } from './etag.js';

test('an entity tag is a short quoted text of URL-safe characters', () => {
  expect(strongEtag('{}')).toMatch(/^"[\w-]{27}"$/);
});

test('the same content has the same entity tag, as text and as bytes', () => {
  expect(strongEtag('{"ä":1}')).toBe(strongEtag(Buffer.from('{"ä":1}')));
});

test('other content has another entity tag', () => {
  expect(strongEtag('{"a":1}')).not.toBe(strongEtag('{"a":2}'));
});

test.each<[string | undefined, boolean]>([
  ['"a"', true],
  ['W/"a"', true],
  [' "a" ', true],
  ['"b", "a"', true],
  ['"b",W/"a"', true],
  ['*', true],
  [' * ', true],
  [undefined, false],
  ['', false],
  ['"b"', false],
  ['a', false],
  ['"a', false],
  ['"A"', false],
  ['"b", "c"', false],
])('If-None-Match: %s matches the entity tag "a": %p', (header, isMatch) => {
  expect(matchesEtag(header, '"a"')).toBe(isMatch);
});
