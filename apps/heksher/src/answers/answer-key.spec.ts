import { expect, test } from '@jest/globals';
import { answerKey } from './answer-key.js';

const LONG = 'x'.repeat(10_000);

const REQUESTS: [url: string, body?: string][] = [
  ['/a'],
  ['/b'],
  ['/a', '{}'],
  ['/a', '{"ä":1}'],
  ['/a', '{"\u0000":1}'],
  [`/a?${LONG}`],
  [`/b?${LONG}`],
  [`/a?${LONG}`, '{}'],
  ['/a', `"${LONG}"`],
  ['/a', `"${LONG}y"`],
];

const keyOf = ([url, body]: (typeof REQUESTS)[number]) => answerKey(url, body === undefined ? body : Buffer.from(body));

test('different requests have different keys', () => {
  expect(new Set(REQUESTS.map(keyOf)).size).toBe(REQUESTS.length);
});

test('equal requests have the same key', () => {
  expect(REQUESTS.map(keyOf)).toEqual(REQUESTS.map(keyOf));
});

test('bodies that differ in bytes that are not UTF-8 have different keys', () => {
  expect(answerKey('/a', Buffer.from([0xff]))).not.toBe(answerKey('/a', Buffer.from([0xfe])));
});

test('an empty body has the same key as no body', () => {
  expect(answerKey('/a', Buffer.alloc(0))).toBe(answerKey('/a'));
  expect(answerKey(LONG, Buffer.alloc(0))).toBe(answerKey(LONG));
});

test('a key is short, however long the request is', () => {
  expect(answerKey(LONG, Buffer.from(LONG)).length).toBeLessThan(100);
});

test('no URL equals the key of a long request', () => {
  expect(answerKey(LONG)).toMatch(/^\n/);
});
