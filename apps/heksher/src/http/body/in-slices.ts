import { setImmediate as nextIteration } from 'node:timers/promises';

/** How works are divided. Only tests of what happens between two slices change it. */
export const slicing = {
  /** The longest that work goes on before other requests get their turn. */
  longestMs: 10,
  /** Lets other requests have their turn. */
  otherWork: (): Promise<void> => nextIteration(),
};

/** Why work stopped before its end: nobody waits for its result any more. */
export class Abandoned extends Error {
  constructor() {
    super('nobody waits for the result any more');
  }
}

export interface SlicedOptions {
  /** Whether someone still waits for the result. It is asked before each slice. */
  isWanted?: () => boolean;
}

/** How many works have begun and not ended. */
let running = 0;

/** Settles when the last work in the queue has got its turn. */
let queue = Promise.resolve();

/**
 * Runs a generator to its end. After each slice of work other requests get their turn: a step between two `yield`s is not
 * divided, so it should take well under a slice. Concurrent works share the slices: one of them goes on in each turn of the
 * event loop. Returns the generator's result. Throws `Abandoned` as soon as nobody wants it.
 */
export async function inSlices<Result>(
  steps: Iterator<unknown, Result>,
  { isWanted = () => true }: SlicedOptions = {},
): Promise<Result> {
  const isAlone = running++ === 0;
  try {
    if (!isAlone) await nextTurn();
    while (isWanted()) {
      const end = runSlice(steps);
      if (end) return end.value;
      await nextTurn();
    }
    throw new Abandoned();
  } finally {
    running--;
  }
}

/** Goes on for one slice. Returns the end if that is reached. */
function runSlice<Result>(steps: Iterator<unknown, Result>): IteratorReturnResult<Result> | undefined {
  const start = performance.now();
  do {
    const step = steps.next();
    if (step.done) return step;
  } while (performance.now() - start < slicing.longestMs);
  return undefined;
}

/** Waits for a turn of the event loop that no other work has. */
function nextTurn(): Promise<void> {
  queue = queue.then(() => slicing.otherWork());
  return queue;
}
