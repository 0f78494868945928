import { OUTAGE_MS } from '../time-budget.js';

/**
 * Decides, after a head read that failed, when the head is read again and how old stale answers may be. If stale answers are
 * allowed, requests need not wait for a database that is away:
 *
 * 1. For a second after the failure, every head read fails at once with the same error.
 * 2. After that, one request at a time probes: it reads the head, and waits for that no longer than `OUTAGE_PROBE_MS`.
 * 3. Once the database has answered anything, the outage is over.
 *
 * All times are milliseconds of the same clock.
 */
export class Outage {
  /** Whether a probe is under way. */
  isProbing = false;
  private failure: { error: unknown; at: number } | undefined;
  private headReadAt = -Infinity;

  /** Answers may be stale until `staleMs` after the last successful head read; 0 allows none. */
  constructor(private readonly staleMs: number) {}

  get answersStale(): boolean {
    return this.staleMs > 0;
  }

  /** Whether the last head read failed and stale answers are allowed: only then requests ask for the `next` step. */
  get isSuspected(): boolean {
    return this.failure !== undefined && this.answersStale;
  }

  /** Why the last head read failed; undefined if it succeeded. */
  get error(): unknown {
    return this.failure?.error;
  }

  /** When the last successful head read started; -Infinity before the first one. */
  get lastHeadReadAt(): number {
    return this.headReadAt;
  }

  noteSuccess(startedAt: number): void {
    this.headReadAt = startedAt;
    this.failure = undefined;
  }

  noteFailure(error: unknown, at: number): void {
    this.failure = { error, at };
  }

  /** How a request goes on that needs a head read. `answeredAt` is when the database last answered anything. */
  next(now: number, answeredAt: number): 'read' | 'probe' | 'fail' {
    if (!this.isOn(answeredAt)) return 'read';
    return this.isProbing || this.isPaused(now, answeredAt) ? 'fail' : 'probe';
  }

  /** Whether every head read fails at once. */
  isPaused(now: number, answeredAt: number): boolean {
    return this.isOn(answeredAt) && now < this.failedAt + OUTAGE_MS;
  }

  /** The age of the cached settings in whole seconds if a stale answer may have it; undefined if they are too old. */
  staleSeconds(now: number): number | undefined {
    const ageMs = now - this.headReadAt;
    return ageMs < this.staleMs ? Math.floor(ageMs / 1000) : undefined;
  }

  private isOn(answeredAt: number): boolean {
    return this.isSuspected && answeredAt <= this.failedAt;
  }

  private get failedAt(): number {
    return this.failure?.at ?? -Infinity;
  }
}
