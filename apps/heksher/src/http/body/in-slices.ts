import { setImmediate as otherWork } from 'node:timers/promises';

/** The longest that work goes on before other requests get their turn. */
const SLICE_MS = 10;

/**
 * Runs a generator to its end. After each slice of work other requests get their turn: a step between two `yield`s is not
 * divided, so it should take well under a slice. Returns the generator's result.
 */
export async function inSlices<Result>(steps: Iterator<unknown, Result>): Promise<Result> {
  let start = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - start < SLICE_MS) continue;
    await otherWork();
    start = performance.now();
  }
}
