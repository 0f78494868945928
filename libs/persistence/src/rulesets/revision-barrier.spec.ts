import { expect, test } from '@jest/globals';
import { RevisionBarrier } from './revision-barrier.js';

/** A barrier whose runs end when the test ends them. Each answers its number. */
function givenBarrier() {
  const runs: { end(): void; fail(error: Error): void }[] = [];
  const barrier = new RevisionBarrier(
    () => new Promise<number>((resolve, fail) => runs.push({ end: () => resolve(runs.length), fail })),
  );
  const started = async (count: number) => {
    while (runs.length < count) await new Promise((resolve) => setImmediate(resolve));
    return runs[count - 1] as (typeof runs)[number];
  };
  return { barrier, runs, started };
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test('concurrent callers share one run', async () => {
  const { barrier, runs, started } = givenBarrier();

  const answers = [barrier.current(), barrier.current(), barrier.current()];
  (await started(1)).end();

  expect(await Promise.all(answers)).toEqual([1, 1, 1]);
  expect(runs).toHaveLength(1);
});

test('callers that come while a run is under way share the next run', async () => {
  const { barrier, runs, started } = givenBarrier();
  const first = barrier.current();
  const run = await started(1);

  const late = [barrier.current(), barrier.current()];
  await turns(5);
  expect(runs).toHaveLength(1);
  run.end();
  expect(await first).toBe(1);
  (await started(2)).end();

  expect(await Promise.all(late)).toEqual([2, 2]);
  expect(runs).toHaveLength(2);
});

test('a run that fails rejects for its own callers only', async () => {
  const { barrier, started } = givenBarrier();
  const first = barrier.current();
  const run = await started(1);
  const second = barrier.current();

  run.fail(new Error('no connection'));
  await expect(first).rejects.toThrow('no connection');
  (await started(2)).end();

  expect(await second).toBe(2);
});

test('a run starts even if new callers keep coming', async () => {
  const { barrier, runs } = givenBarrier();
  let isStarted = false;

  for (let turn = 0; turn < 100 && !isStarted; turn++) {
    void barrier.current();
    await turns(1);
    isStarted = runs.length > 0;
  }

  expect(isStarted).toBe(true);
});
