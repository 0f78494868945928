/** The most turns of the event loop that a run waits for more callers. */
const MOST_TURNS = 32;

/** It starts earlier, after so many turns in a row without a new caller. Clients take a moment to send the next request. */
const EMPTY_TURNS = 2;

/**
 * Shares the runs of a job among its callers. A caller gets the result of a run that *started after* its call, so the result
 * reflects everything that was true at the call. While a run is under way, new callers wait for the next one together, so
 * there is never more than one run at a time.
 */
export class RevisionBarrier<Result> {
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<Result> | undefined;
  private waiting = 0;

  constructor(private readonly run: () => Promise<Result>) {}

  /** The result of a run that starts after this call. Rejects as that run does. */
  current(): Promise<Result> {
    this.waiting++;
    this.next ??= this.runAfter(this.running);
    return this.next;
  }

  private async runAfter(previous: Promise<unknown>): Promise<Result> {
    await previous;
    await this.gather();
    this.next = undefined; // later callers may have seen something newer than this run reads
    this.waiting = 0;
    const run = this.run();
    this.running = run.catch(() => undefined);
    return run;
  }

  /**
   * Waits while each turn of the event loop brings more callers. Under load a run then serves nearly all clients instead of
   * half of them. Without other callers this costs two turns.
   */
  private async gather(): Promise<void> {
    let seen = this.waiting;
    for (let turn = 0, empty = 0; turn < MOST_TURNS && empty < EMPTY_TURNS; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      empty = this.waiting > seen ? 0 : empty + 1;
      seen = this.waiting;
    }
  }
}
