import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { parseToken } from '@heksher/domain';
import { makeTokenSecret } from './token-secret.js';

test('the text of a token has the selector, and a secret with the stored hash', () => {
  const { text, selector, secretHash } = makeTokenSecret();

  const parsed = parseToken(text);

  expect(parsed?.selector).toBe(selector);
  expect(
    createHash('sha256')
      .update(parsed?.secret ?? '')
      .digest('hex'),
  ).toBe(secretHash);
});

test('no two tokens have the same selector or secret', () => {
  const made = Array.from({ length: 100 }, makeTokenSecret);

  expect(new Set(made.map(({ selector }) => selector)).size).toBe(100);
  expect(new Set(made.map(({ secretHash }) => secretHash)).size).toBe(100);
});
