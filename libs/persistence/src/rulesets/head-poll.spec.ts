import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { HeadPoll } from './head-poll.js';

beforeEach(() => void jest.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void jest.useRealTimers());

/** A poll whose head reads take no time. `reads` is when they were, from the start of the test. */
function givenPoll({ fails = false } = {}) {
  const start = performance.now();
  const reads: number[] = [];
  let readAt = start;
  const read = async () => {
    reads.push(Math.round(performance.now() - start));
    if (fails) throw new Error('no connection');
    readAt = performance.now();
    return Promise.resolve();
  };
  const poll = new HeadPoll(read, () => readAt);
  const ask = async (maxAgeMs: number, { everyMs, times }: { everyMs: number; times: number }) => {
    for (let time = 0; time < times; time++) {
      poll.note(maxAgeMs, performance.now());
      await jest.advanceTimersByTimeAsync(everyMs);
    }
  };
  const requestRead = () => (readAt = performance.now());
  return { poll, reads, ask, requestRead };
}

test('the head is read before it is half as old as the reads allow', async () => {
  const { reads, ask } = givenPoll();

  await ask(3000, { everyMs: 100, times: 61 });

  expect(reads).toEqual([1000, 2000, 3000, 4000, 5000, 6000]);
});

test('the smallest age of the last seconds counts', async () => {
  const { reads, ask } = givenPoll();

  await ask(30_000, { everyMs: 500, times: 1 });
  await ask(3000, { everyMs: 100, times: 1 });
  await ask(30_000, { everyMs: 500, times: 4 });

  expect(reads).toEqual([1000, 2000]);
});

test('a head that a request has read need not be read again', async () => {
  const { reads, ask, requestRead } = givenPoll();

  await ask(3000, { everyMs: 100, times: 9 });
  requestRead();
  await ask(3000, { everyMs: 100, times: 9 });

  expect(reads).toEqual([]);
});

test('it stops once nobody has given an age for a while, and begins again with the next who does', async () => {
  const { reads, ask } = givenPoll();

  await ask(3000, { everyMs: 60_000, times: 1 });
  expect(reads.at(-1)).toBeLessThanOrEqual(20_000);
  expect(jest.getTimerCount()).toBe(0);
  reads.length = 0;
  await ask(3000, { everyMs: 100, times: 1 });

  expect(reads).toEqual([]); // this read needs a head read itself
  expect(jest.getTimerCount()).toBe(1);
  await ask(3000, { everyMs: 1000, times: 1 });
  expect(reads).toEqual([61_000]);
});

test('after a read that fails it pauses as after one that succeeds', async () => {
  const { reads, ask } = givenPoll({ fails: true });

  await ask(3000, { everyMs: 100, times: 31 });

  expect(reads).toEqual([1000, 2000, 3000]);
});

test('a tiny age does not make it read more than twenty times a second', async () => {
  const { reads, ask } = givenPoll();

  await ask(1, { everyMs: 10, times: 100 });

  expect(reads.length).toBeLessThanOrEqual(20);
});

test('once it is closed it reads no more', async () => {
  const { poll, reads, ask } = givenPoll();
  await ask(3000, { everyMs: 100, times: 1 });

  poll.close();
  await ask(3000, { everyMs: 100, times: 61 });

  expect(reads).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});
