/** How long a wish counts as recent: at least this long, at most twice as long. */
const WINDOW_MS = 10_000;

/** The head is read again at this share of the smallest age, so that it is younger than half of it when the read is done. */
const SHARE = 1 / 3;

/** The shortest and the longest pause. An age that needs a shorter one is left to the head reads of requests. */
const SHORTEST_MS = 50;
const LONGEST_MS = 30_000;

/**
 * Reads the head in the background while reads say how old it may be, so that few of them must wait for a head read. It polls
 * as often as the smallest age of the last seconds needs, and stops when nobody has given one lately.
 */
export class HeadPoll {
  private timer: NodeJS.Timeout | undefined;
  private isReading = false;
  private isClosed = false;
  private triedAt = -Infinity;
  private windowEnd = -Infinity;
  private smallest = Infinity;
  private smallestBefore = Infinity;

  /** `read` reads the head for reads that take one of an age, `readAt` is when the last head read that succeeded started, by the clock of `performance`. */
  constructor(
    private readonly read: (maxAgeMs: number) => Promise<unknown>,
    private readonly readAt: () => number,
  ) {}

  /** Notes that a read takes a head of this age. */
  note(maxAgeMs: number, now: number): void {
    if (now >= this.windowEnd) this.beginWindow(now);
    const isSmaller = maxAgeMs < this.smallest && maxAgeMs < this.smallestBefore;
    if (maxAgeMs < this.smallest) this.smallest = maxAgeMs;
    if (now - this.readAt() >= maxAgeMs) this.triedAt = now; // the caller reads the head itself
    if (isSmaller || !this.timer) this.schedule(now);
  }

  /** Stops for good. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private beginWindow(now: number): void {
    const isNext = now < this.windowEnd + WINDOW_MS;
    this.smallestBefore = isNext ? this.smallest : Infinity;
    this.smallest = Infinity;
    this.windowEnd = now + WINDOW_MS;
  }

  private schedule(now: number): void {
    if (this.isReading || this.isClosed) return;
    clearTimeout(this.timer);
    const due = Math.max(this.readAt(), this.triedAt) + this.pauseMs;
    this.timer = setTimeout(() => void this.poll(), Math.max(0, due - now)).unref();
  }

  private get pauseMs(): number {
    const age = Math.min(this.smallest, this.smallestBefore);
    return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, age * SHARE));
  }

  private async poll(): Promise<void> {
    const now = performance.now();
    this.timer = undefined;
    if (now >= this.windowEnd) this.beginWindow(now);
    const maxAgeMs = Math.min(this.smallest, this.smallestBefore);
    if (maxAgeMs === Infinity) return;
    if (this.readAt() + this.pauseMs > now) return this.schedule(now);
    this.isReading = true;
    this.triedAt = now;
    // A failure is noted where the head is read; a request that needs the head finds the same.
    await this.read(maxAgeMs).catch(() => undefined);
    this.isReading = false;
    this.schedule(performance.now());
  }
}
