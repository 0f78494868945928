import { expect, test } from '@jest/globals';
import { readMaxAge } from './cache-control.js';

test.each([
  ['max-age=5', 5000],
  ['max-age=0', 0],
  ['Max-Age="5"', 5000],
  ['max-age=007', 7000],
  ['no-cache', 0],
  ['NO-CACHE', 0],
  ['max-age=5, no-cache', 0],
  ['no-cache="x", max-age=5', 0],
  ['max-age=9,max-age=5', 5000],
  ['no-transform , , max-stale , max-age=5', 5000],
  ['other="a, \\" max-age=1", max-age=5', 5000],
  [`max-age=${'9'.repeat(400)}`, 2 ** 31 * 1000],
])('Cache-Control: %s allows %d ms', (header, ms) => {
  expect(readMaxAge(header)).toBe(ms);
});

test.each([
  [''],
  [','],
  ['no-store'],
  ['max-age'],
  ['max-age='],
  ['max-age=-1'],
  ['max-age=1.5'],
  ['max-age=5s'],
  ['max-age =5'],
  ['max-age=5 no-cache'],
  ['max-age=5, "x"'],
  ['max-age="5'],
  ['s-maxage=5'],
  ['xmax-age=5'],
])('Cache-Control: %s says nothing', (header) => {
  expect(readMaxAge(header)).toBeUndefined();
});
