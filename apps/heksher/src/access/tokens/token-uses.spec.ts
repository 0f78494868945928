import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Database } from '@heksher/persistence';
import type { Logger } from 'winston';
import { TokenUses } from './token-uses.js';

const MINUTE = 60_000;
const START = new Date('2026-11-23T20:15:00Z');
const later = (ms: number) => new Date(START.getTime() + ms);

let written: [id: string, at: Date][][];
let isAway: boolean;
let warnings: string[];
let uses: TokenUses;

beforeEach(() => {
  jest.useFakeTimers({ now: START });
  written = [];
  isAway = false;
  warnings = [];
  const bookkeeping: Pick<Database['bookkeeping'], 'noteTokenUses'> = {
    noteTokenUses: async (noted) => {
      if (isAway) throw new Error('the database is away');
      written.push([...noted]);
    },
  };
  const logger = { warn: (message: string) => void warnings.push(message) };
  uses = new TokenUses({ bookkeeping } as Database, logger as unknown as Logger);
});
afterEach(() => {
  jest.useRealTimers();
});

test('the latest use of each token is written once a minute', async () => {
  uses.note('a');
  await jest.advanceTimersByTimeAsync(10_000);
  uses.note('b');
  uses.note('a');
  await jest.advanceTimersByTimeAsync(MINUTE - 10_001);
  expect(written).toEqual([]);

  await jest.advanceTimersByTimeAsync(10 * MINUTE);

  expect(written).toEqual([
    [
      ['a', later(10_000)],
      ['b', later(10_000)],
    ],
  ]);
});

test('uses are written when the service stops', async () => {
  uses.note('a');

  await uses.beforeApplicationShutdown();
  await jest.advanceTimersByTimeAsync(10 * MINUTE);

  expect(written).toEqual([[['a', START]]]);
});

test('uses that could not be written are written with the next ones', async () => {
  isAway = true;
  uses.note('a');
  uses.note('b');
  await jest.advanceTimersByTimeAsync(MINUTE);
  isAway = false;
  uses.note('b');
  await jest.advanceTimersByTimeAsync(MINUTE);

  expect(warnings).toEqual(['the last uses of tokens were not written']);
  expect(written).toEqual([
    [
      ['a', START],
      ['b', later(MINUTE)],
    ],
  ]);
});
