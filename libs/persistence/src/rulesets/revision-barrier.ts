/** The most turns of the event loop that a run is held back for others to join it, … */
const MOST_TURNS = 32;
/** … and how many of them in a row may bring nobody: answers that were just sent take a while to bring the next requests. */
const EMPTY_TURNS = 2;

/**
 * Runs one job for all who ask for it, such that each is answered by a run that *started after* it asked. While a run is
 * under way, those who arrive wait for the next one, all of them together: so there is never more than one run at a time,
 * and what a caller gets reflects everything that was true when it called.
 */
export class RevisionBarrier<State> {
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<State> | undefined;
  private waiting = 0;

  constructor(private readonly run: () => Promise<State>) {}

  /** The answer of a run that starts after this call. Rejects as that run does. */
  current(): Promise<State> {
    this.waiting++;
    this.next ??= this.runAfter(this.running);
    return this.next;
  }

  private async runAfter(previous: Promise<unknown>): Promise<State> {
    await previous;
    await this.gather();
    this.next = undefined; // who comes from now on may have seen something newer than this run will
    this.waiting = 0;
    const run = this.run();
    this.running = run.catch(() => undefined);
    return run;
  }

  /**
   * Waits while turns of the event loop bring those who can join: under load a run then serves nearly all clients instead
   * of half of them. Where nobody else comes it costs a few turns.
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
