import { expect, test } from '@jest/globals';
import { costOf, summarizeCosts, type Cost } from './costs.js';

const rounds = (...services: (number | undefined)[]): Cost[] => services.map((service) => ({ service, database: 18 }));

test('a cost is the time of all requests divided by their number', () => {
  expect(costOf({ service: 6100, database: 1800 }, 100)).toEqual({ service: 61, database: 18 });
  expect(costOf({ service: undefined, database: 0 }, 100)).toEqual({ service: undefined, database: 0 });
});

test('a share compares with W0 in the same round, because a slow machine slows down both', () => {
  const figures = summarizeCosts(rounds(60, 120, 66), rounds(30, 60, 30));

  expect(figures).toEqual({
    cpuMicroseconds: { service: 66, database: 18 },
    spread: { min: 60, median: 66, max: 120 },
    ofW0: { min: 2, median: 2, max: 2.2 },
  });
});

test('a workload without a server has only the cost of PostgreSQL', () => {
  const figures = summarizeCosts(rounds(undefined, undefined), rounds(30, 30));

  expect(figures).toEqual({ cpuMicroseconds: { service: null, database: 18 }, spread: null, ofW0: null });
});

test('without W0 there are no shares', () => {
  expect(summarizeCosts(rounds(60), [])).toMatchObject({ cpuMicroseconds: { service: 60 }, ofW0: null });
});
