import { describe, expect, test } from '@jest/globals';
import { UseCounts } from './use-counts.js';
import type { Uses } from './uses.js';

const NOON = Date.parse('2026-11-27T12:00:00Z');
const size: Uses = { kind: 'evaluate', names: ['size', 'speed'], rules: [3] };

/** Counts by a clock that a test sets. */
function givenCounts(): { counts: UseCounts; clock: { now: number } } {
  const clock = { now: NOON };
  return { clock, counts: new UseCounts(() => clock.now) };
}

describe('uses', () => {
  test('each name is counted by client and kind, with the first and the last time', () => {
    const { counts, clock } = givenCounts();
    counts.add('shop', size);
    clock.now += 5000;
    counts.add('shop', { kind: 'evaluate', names: ['size'] });
    counts.add('web', { kind: 'query', names: undefined });
    const [first, last] = [new Date(NOON), new Date(NOON + 5000)];

    expect(counts.take()).toEqual({
      uses: [
        { name: 'size', client: 'shop', kind: 'evaluate', day: '2026-11-27', hits: 2, firstAt: first, lastAt: last },
        { name: 'speed', client: 'shop', kind: 'evaluate', day: '2026-11-27', hits: 1, firstAt: first, lastAt: first },
        { name: '*', client: 'web', kind: 'query', day: '2026-11-27', hits: 1, firstAt: last, lastAt: last },
      ],
      wins: [{ rule: 3, day: '2026-11-27', wins: 1, lastAt: first }],
    });
  });

  test('uses of a shared answer are counted like others', () => {
    const [one, other] = [givenCounts().counts, givenCounts().counts];
    for (let times = 0; times < 5; times++) {
      one.addRepeated('shop', size);
      other.add('shop', size);
    }

    expect(one.take()).toEqual(other.take());
  });

  test('nothing is lost when a client has very many shared answers', () => {
    const { counts } = givenCounts();
    for (let times = 0; times < 2500; times++) counts.addRepeated('shop', { kind: 'query', names: ['size'] });

    expect(counts.take().uses).toMatchObject([{ name: 'size', hits: 2500 }]);
  });

  test('what is taken is counted from zero again', () => {
    const { counts } = givenCounts();
    counts.add('shop', size);
    counts.take();

    expect(counts.take()).toEqual({ uses: [], wins: [] });
  });

  test('the day is that of the taking, and a clock that goes back keeps the order of the times', () => {
    const { counts, clock } = givenCounts();
    clock.now = Date.parse('2026-11-28T00:00:01Z');
    counts.add('shop', size);
    clock.now = Date.parse('2026-11-27T23:59:59Z');
    counts.add('shop', size);

    expect(counts.take().uses[0]).toMatchObject({
      day: '2026-11-27',
      firstAt: new Date('2026-11-27T23:59:59Z'),
      lastAt: new Date('2026-11-28T00:00:01Z'),
    });
  });
});

describe('limits', () => {
  test('beyond 500 clients the others are one', () => {
    const { counts } = givenCounts();
    for (let at = 0; at < 700; at++) counts.add(`client ${at}`, { kind: 'query', names: ['size'] });
    const clients = new Map(counts.take().uses.map(({ client, hits }) => [client, hits]));

    expect(clients.size).toBe(501);
    expect(clients.get('other')).toBe(200);
  });

  test('100,000 names are counted; beyond 200,000 counts no new ones are made, and that is counted', () => {
    const { counts } = givenCounts();
    const names = Array.from({ length: 150_000 }, (_, at) => `setting_${at}`);
    counts.add('shop', { kind: 'query', names });
    const before = counts.dropped;
    counts.add('web', { kind: 'query', names });
    counts.add('shop', { kind: 'query', names: ['setting_0'] });

    expect(before).toBe(0);
    expect(counts.dropped).toBe(100_000);
    expect(counts.take().uses).toHaveLength(200_000);
  });
});

test('what a client has counted itself is added with its own times', () => {
  const { counts } = givenCounts();
  const [from, to] = [NOON - 60_000, NOON];
  counts.addCounted('shop', { names: new Map([['size', 120]]), rules: new Map([[3, 17]]) }, { from, to });

  expect(counts.take()).toMatchObject({
    uses: [{ name: 'size', kind: 'get', hits: 120, firstAt: new Date(from), lastAt: new Date(to) }],
    wins: [{ rule: 3, wins: 17, lastAt: new Date(to) }],
  });
});
