import { expect, test } from '@jest/globals';
import type { UseCount, WinCount } from '@heksher/persistence';
import { WaitingCounts } from './waiting-counts.js';

const MORNING = new Date('2026-11-27T08:00:00Z');
const NOON = new Date('2026-11-27T12:00:00Z');

function use(name: string, hits: number, lastAt = MORNING): UseCount {
  return { name, client: 'shop', kind: 'query', day: '2026-11-27', hits, firstAt: lastAt, lastAt };
}

function win(rule: number, wins: number, lastAt = MORNING): WinCount {
  return { rule, day: '2026-11-27', wins, lastAt };
}

test('counts of the same name, client, kind and day become one row, in whatever order they come', () => {
  const waiting = new WaitingCounts();
  waiting.add({ uses: [use('size', 2, NOON)], wins: [win(3, 1, NOON)] });
  waiting.add({ uses: [use('size', 3), { ...use('size', 1), day: '2026-11-28' }], wins: [win(3, 4)] });

  expect(waiting.takeBatch()).toEqual({
    uses: [
      { ...use('size', 5), firstAt: MORNING, lastAt: NOON },
      { ...use('size', 1), day: '2026-11-28' },
    ],
    wins: [win(3, 5, NOON)],
  });
  expect(waiting.takeBatch()).toBeUndefined();
});

test('rows are taken in batches, and what could not be written is added again', () => {
  const waiting = new WaitingCounts();
  waiting.add({ uses: Array.from({ length: 7000 }, (_, at) => use(`setting_${at}`, 1)), wins: [] });
  const first = waiting.takeBatch();
  const left = waiting.size;
  if (first) waiting.add(first);

  expect(first?.uses).toHaveLength(5000);
  expect(left).toBe(2000);
  expect(waiting.size).toBe(7000);
});

test('beyond 200,000 rows new ones are dropped, and that is counted', () => {
  const waiting = new WaitingCounts();
  waiting.add({ uses: Array.from({ length: 200_010 }, (_, at) => use(`setting_${at}`, 3)), wins: [] });
  waiting.add({ uses: [use('setting_0', 4)], wins: [] });

  expect(waiting.size).toBe(200_000);
  expect(waiting.dropped).toBe(30);
});
