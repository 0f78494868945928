import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Abandoned, inSlices } from './in-slices.js';

/** The turns of the event loop since the test began. */
let turn: number;
let isCounting: boolean;

beforeEach(() => {
  turn = 0;
  isCounting = true;
  setImmediate(count);
});

afterEach(() => {
  isCounting = false;
});

function count(): void {
  turn++;
  if (isCounting) setImmediate(count);
}

/** Goes on in some turns of the event loop, and answers which these were. */
function* worksIn(turns: number): Generator<undefined, number[]> {
  const seen = new Set<number>();
  const end = performance.now() + 10_000; // only a failing test waits so long
  while (seen.size < turns && performance.now() < end) {
    seen.add(turn);
    yield;
  }
  return [...seen];
}

test('other work goes on between two slices', async () => {
  const turns = await inSlices(worksIn(4));

  expect(turns).toHaveLength(4);
});

test('of several works, one goes on in each turn of the event loop', async () => {
  const works = await Promise.all([3, 3, 2].map((turns) => inSlices(worksIn(turns))));

  const turns = works.flat();
  expect(turns).toHaveLength(8);
  expect(new Set(turns).size).toBe(8);
});

test('work goes on after other work has failed', async () => {
  const failing = inSlices(
    (function* () {
      yield;
      throw new Error('a step fails');
    })(),
  );
  const working = inSlices(worksIn(2));

  await expect(failing).rejects.toThrow('a step fails');
  expect(await working).toHaveLength(2);
});

test('work stops once nobody wants its result', async () => {
  let isWanted = true;
  setImmediate(() => (isWanted = false));

  const work = inSlices(worksIn(1000), { isWanted: () => isWanted });

  await expect(work).rejects.toThrow(Abandoned);
  expect(turn).toBeLessThan(1000);
});
