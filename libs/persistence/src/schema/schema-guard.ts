import { DomainError } from '@heksher/domain';
import { failureOf } from '../database/retry-rules.js';
import { RevisionBarrier } from '../rulesets/revision-barrier.js';
import { postgresErrorCode } from '../violations.js';
import type { SchemaState } from './schema-state.js';
import { whyLacking, whyUnfit } from './verdict.js';

/** The result of a check. */
export interface SchemaVerdict {
  /** Why nothing can be read or written, as a sentence; undefined if it can. */
  fault: string | undefined;
  /** The rights that the role lacks, as a sentence; undefined if none. Requests that need them fail, others do not. */
  lacking: string | undefined;
}

/** PostgreSQL: insufficient privilege. */
const LACKS_RIGHT = '42501';

/**
 * Knows whether the database has everything that the service relies on. It checks at start, in the background, before a result counts
 * after all connections were lost, and as soon as PostgreSQL refuses a statement because of the schema.
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

  /** The result of the last check. */
  get current(): SchemaVerdict {
    return this.verdict;
  }

  /** The names of the migrations that were run and that this version does not know. */
  get unknownMigrations(): readonly string[] {
    return this.seen?.applied.filter((name) => !this.known.includes(name)) ?? [];
  }

  /** Changes if the database was taken apart: nothing that was read before may be used any more. */
  get epoch(): number {
    return this.epochCount;
  }

  /** Whether the schema has not been checked since all connections were lost. */
  get isInDoubt(): boolean {
    return this.settledDoubts < this.doubts;
  }

  /** Notes that the schema may have changed. */
  doubt(): void {
    this.doubts++;
  }

  /** Calls back whenever the result of a check differs from the one before. */
  onVerdict(listener: (before: SchemaVerdict, now: SchemaVerdict) => void): void {
    this.listeners.push(listener);
  }

  /** Checks the schema: concurrent calls share a check that begins after them. Throws what `inspect` throws. */
  async check(): Promise<SchemaVerdict> {
    await this.barrier.current();
    return this.verdict;
  }

  /** Checks the schema through a connection of the caller. */
  async examine(inspect: () => Promise<SchemaState>): Promise<void> {
    const { doubts } = this;
    this.take(await inspect());
    this.settledDoubts = Math.max(this.settledDoubts, doubts);
  }

  /** Throws `unavailable` if, according to the last check, nothing can be read or written. */
  assertFit(): void {
    if (this.verdict.fault !== undefined) throw new DomainError('unavailable', this.verdict.fault);
  }

  /** Whether a broken schema or a missing right may be the cause of an error. */
  isSuspicious(error: unknown): boolean {
    return failureOf(error) === 'schema';
  }

  /** The error as the last check explains it: `unavailable`, or the error itself if the schema is not the cause. */
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
