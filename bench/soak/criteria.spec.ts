import { describe, expect, test } from '@jest/globals';
import { judge, type Soak } from './criteria.js';
import type { Minute } from './minutes.js';
import type { Sample } from './samples.js';

const SAMPLE: Sample = { resident: 200, heap: 100, descriptors: 22, connections: 1 };
const MINUTE: Minute = { requests: 600, requestsPerSecond: 10, p50: 5, p99: 20, errors: {}, ...SAMPLE };

/** A soak in which nothing changes, except what a test overrides. */
const soak = (measured: Partial<Soak> = {}): Soak => ({
  minutes: [MINUTE, MINUTE, MINUTE],
  samples: Array.from({ length: 9 }, () => SAMPLE),
  before: SAMPLE,
  after: SAMPLE,
  ...measured,
});

/** The criteria that fail, with their findings. */
const failures = (measured: Soak) =>
  judge(measured)
    .filter(({ holds }) => !holds)
    .map(({ criterion, found }) => `${criterion}: ${found}`);

test('all criteria of a soak hold if nothing changes', () => {
  const verdicts = judge(soak());

  expect(verdicts.map(({ criterion, holds }) => [criterion, holds])).toEqual([
    ['resident memory levels off', true],
    ['the heap levels off', true],
    ['descriptors return', true],
    ['connections to PostgreSQL return', true],
    ['p99 of every minute is within three times that of the first', true],
    ['no answer but the expected ones', true],
  ]);
});

describe.each([
  ['resident', 'resident memory levels off'],
  ['heap', 'the heap levels off'],
] as const)('%s memory', (name, criterion) => {
  const growing = (...values: number[]) => soak({ samples: values.map((value) => ({ ...SAMPLE, [name]: value })) });

  test.each([
    ['stays', [200, 200, 200, 200, 200, 200, 200, 200, 200]],
    ['grows in the first third only', [20, 50, 90, 200, 200, 200, 200, 200, 200]],
    ['grows by a tenth and 16 MiB', [200, 200, 200, 200, 200, 200, 236, 236, 236]],
    ['jumps once in the last third', [200, 200, 200, 200, 200, 200, 200, 900, 200]],
    ['shrinks', [300, 300, 300, 200, 200, 200, 100, 100, 100]],
  ])('holds if it %s', (_, values) => {
    expect(failures(growing(...values))).toEqual([]);
  });

  test.each([
    ['grows by more than that', [200, 200, 200, 200, 200, 200, 237, 237, 237], '200 MiB', '237 MiB'],
    ['grows all the time', [200, 220, 240, 260, 280, 300, 320, 340, 360], '280 MiB', '340 MiB'],
    ['fell once in the last third', [200, 200, 200, 200, 200, 200, 300, 10, 300], '200 MiB', '300 MiB'],
    ['was not seen', [NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN], 'NaN MiB', 'NaN MiB'],
  ])('fails if it %s', (_, values, second, last) => {
    expect(failures(growing(...values))).toEqual([`${criterion}: ${second} in the second third, ${last} in the last`]);
  });
});

describe.each([
  ['descriptors', 'descriptors return'],
  ['connections', 'connections to PostgreSQL return'],
] as const)('%s', (name, criterion) => {
  const left = (after: number) => soak({ before: { ...SAMPLE, [name]: 8 }, after: { ...SAMPLE, [name]: after } });

  test.each([8, 10, 3])('hold if 8 become %s', (after) => {
    expect(failures(left(after))).toEqual([]);
  });

  test.each([11, 200, NaN])('fail if 8 become %s', (after) => {
    expect(failures(left(after))).toEqual([`${criterion}: 8 before, ${after} after`]);
  });
});

describe('p99', () => {
  const minutes = (...all: number[]) => soak({ minutes: all.map((p99) => ({ ...MINUTE, p99 })) });

  test.each([[[20]], [[20, 60, 60]], [[20, 5, 59.9, 5]], [[700, 20, 20]]])('p99 holds in minutes of %j ms', (all) => {
    expect(failures(minutes(...all))).toEqual([]);
  });

  test.each([
    ['last', [20, 20, 60.1], '60.1 ms in minute 3'],
    ['second', [20, 61, 20], '61 ms in minute 2'],
    ['middle', [20, 20, 900, 70, 20], '900 ms in minute 3'],
  ])('p99 fails if the %s minute is too slow', (_, all, worst) => {
    expect(failures(minutes(...all))).toEqual([
      `p99 of every minute is within three times that of the first: 20 ms, at worst ${worst}`,
    ]);
  });
});

test('one unexpected answer in any minute fails a soak', () => {
  const errors: Minute['errors'][] = [{ 'query: 500': 2, 'rule: socket hang up': 1 }, {}, { 'health: 500': 1 }];

  const found = failures(soak({ minutes: errors.map((error) => ({ ...MINUTE, errors: error })) }));

  expect(found).toEqual(['no answer but the expected ones: query: 500 × 2; rule: socket hang up × 1; health: 500 × 1']);
});
