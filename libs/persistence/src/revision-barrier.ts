/**
 * Runs one job for all who ask for it, such that each is answered by a run that *started after* it asked. While a run is
 * under way, those who arrive wait for the next one, all of them together: so there is never more than one run at a time,
 * and what a caller gets reflects everything that was true when it called.
 */
export class RevisionBarrier<State> {
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<State> | undefined;

  constructor(private readonly run: () => Promise<State>) {}

  /** The answer of a run that starts after this call. Rejects as that run does. */
  current(): Promise<State> {
    this.next ??= this.runAfter(this.running);
    return this.next;
  }

  private async runAfter(previous: Promise<unknown>): Promise<State> {
    await previous;
    await nextTurn(); // all who arrive in this turn of the event loop share the run
    this.next = undefined; // who comes from now on may have seen something newer than this run will
    const run = this.run();
    this.running = run.catch(() => undefined);
    return run;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
