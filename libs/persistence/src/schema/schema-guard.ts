import { DomainError } from '@heksher/domain';
import { failureOf } from '../database/retry-rules.js';
import { RevisionBarrier } from '../rulesets/revision-barrier.js';
import { postgresErrorCode } from '../violations.js';
import type { SchemaState } from './schema-state.js';
import { whyLacking, whyUnfit } from './verdict.js';

/** What a check has found. */
export interface SchemaVerdict {
  /** Why nothing can be read or written, as a sentence; undefined if it can. */
  fault: string | undefined;
  /** Which rights the role lacks, as a sentence; undefined if none. Requests that need them fail, others go on. */
  lacking: string | undefined;
}

/** PostgreSQL: insufficient privilege. */
const LACKS_RIGHT = '42501';

/**
 * Knows whether the database has what the service relies on. It is checked at start, in the background, before anything
 * is believed after all connections were lost, and as soon as PostgreSQL refuses a statement for what it names.
 */
export class SchemaGuard {
  private verdict: SchemaVerdict = { fault: undefined, lacking: undefined };
  private seen: SchemaState | undefined;
  private epochCount = 0;
  private doubts = 1;
  private settledDoubts = 0;
  private readonly barrier: RevisionBarrier<void>;
  private readonly listeners: ((before: SchemaVerdict, now: SchemaVerdict) => void)[] = [];

  /** `known` are the names of the migrations that this version needs. */
  constructor(
    inspect: () => Promise<SchemaState>,
    private readonly known: readonly string[],
  ) {
    this.barrier = new RevisionBarrier(() => this.examine(inspect));
  }

  /** What the last check has found. */
  get current(): SchemaVerdict {
    return this.verdict;
  }

  /** The names of migrations that were run and that this version does not know. */
  get unknownMigrations(): readonly string[] {
    return this.seen?.applied.filter((name) => !this.known.includes(name)) ?? [];
  }

  /** Another one means that the database was taken apart: nothing that was read before may be used any more. */
  get epoch(): number {
    return this.epochCount;
  }

  /** Whether nobody has checked the schema since all connections were lost. */
  get isInDoubt(): boolean {
    return this.settledDoubts < this.doubts;
  }

  /** Says that the schema may be another one than before. */
  doubt(): void {
    this.doubts++;
  }

  /** Calls back whenever a check finds something else than the one before it. */
  onVerdict(listener: (before: SchemaVerdict, now: SchemaVerdict) => void): void {
    this.listeners.push(listener);
  }

  /** Checks the schema: concurrent calls share a check that begins after them. Throws what `inspect` throws. */
  async check(): Promise<SchemaVerdict> {
    await this.barrier.current();
    return this.verdict;
  }

  /** Checks the schema by an inspection of the caller's own. */
  async examine(inspect: () => Promise<SchemaState>): Promise<void> {
    const { doubts } = this;
    this.take(await inspect());
    this.settledDoubts = Math.max(this.settledDoubts, doubts);
  }

  /** Throws `unavailable` if the last check has found that nothing can be read or written. */
  assertFit(): void {
    if (this.verdict.fault !== undefined) throw new DomainError('unavailable', this.verdict.fault);
  }

  /** Whether an error may come from a schema that is not as it should be, or from a right that is lacking. */
  isSuspicious(error: unknown): boolean {
    return failureOf(error) === 'schema';
  }

  /** Such an error as the last check explains it: `unavailable`, or itself if the schema is not to blame. */
  explain(error: unknown): unknown {
    const { fault, lacking } = this.verdict;
    const reason = fault ?? (postgresErrorCode(error) === LACKS_RIGHT ? lacking : undefined);
    return reason === undefined ? error : new DomainError('unavailable', reason);
  }

  private take(state: SchemaState): void {
    const before = this.verdict;
    const now = { fault: whyUnfit(state, this.known), lacking: whyLacking(state) };
    const isTakenApart = this.seen !== undefined && this.seen.fingerprint !== state.fingerprint;
    if (isTakenApart || now.fault !== before.fault) this.epochCount++;
    this.seen = state;
    this.verdict = now;
    if (now.fault === before.fault && now.lacking === before.lacking) return;
    for (const listener of this.listeners) listener(before, now);
  }
}
