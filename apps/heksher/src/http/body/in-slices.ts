import { setImmediate as otherWork } from 'node:timers/promises';

/** The longest that work goes on before other requests get their turn. */
const SLICE_MS = 10;

/** How many works have begun and not ended. */
let running = 0;

/** Settles when the last work in the queue has got its turn. */
let queue = Promise.resolve();

/**
 * Runs a generator to its end. After each slice of work other requests get their turn: a step between two `yield`s is not
 * divided, so it should take well under a slice. Concurrent works share the slices: one of them goes on in each turn of the
 * event loop. Returns the generator's result.
 */
export async function inSlices<Result>(steps: Iterator<unknown, Result>): Promise<Result> {
  const isAlone = running++ === 0;
  try {
    if (!isAlone) await nextTurn();
    return await run(steps);
  } finally {
    running--;
  }
}

async function run<Result>(steps: Iterator<unknown, Result>): Promise<Result> {
  let start = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - start < SLICE_MS) continue;
    await nextTurn();
    start = performance.now();
  }
}

/** Waits for a turn of the event loop that no other work has. */
function nextTurn(): Promise<void> {
  queue = queue.then(() => otherWork());
  return queue;
}
