import type pg from 'pg';
import { DomainError } from '@heksher/domain';
import { DataSource } from 'typeorm';
import { dataSourceOptions, type DatabaseOptions } from '../data-source.js';
import { HEAD_READ_MS, STANDBY_PAUSE_MS } from '../time-budget.js';
import { isUnreachable } from '../violations.js';
import { readAccess, type ReadAccess } from './access.js';
import { Attempts } from './attempts.js';
import { Deadline } from './deadline.js';
import { Leases, type Work } from './lease.js';
import { StatementNames } from './named-statements.js';
import { Refusals } from './refusals.js';
import { readStandbyHead, type StandbyHead } from './standby-head.js';
import { readApart } from './transaction.js';

/** Reads since the start, for metrics. */
export interface StandbyCounts {
  /** Reads that the standby has answered. */
  answered: number;
  /** Reads that it was asked for and failed to answer. */
  failed: number;
  /** Reads that went to the primary because the standby was not in use. */
  away: number;
  /** Reads that went to the primary because the standby lacked what this process had seen. */
  behind: number;
}

export interface StandbyOptions extends DatabaseOptions {
  /** Called when the standby comes into use, and with a reason when it falls out of use. */
  onChange?: (isInUse: boolean, reason?: string) => void;
}

/** Whether the primary has made a revision with a sequence. Rejects if the primary does not answer. */
export type KnowsHead = (head: { revision: string; sequence: bigint }) => Promise<boolean>;

/** Asks the standby over one connection. `isApart` asks for a transaction that does not depend on the settings of the session. */
type Ask<Result> = (leases: Leases, until: Deadline, isApart: boolean) => Promise<Result>;

/**
 * A streaming standby that answers reads. It is in use while it answers. If it does not, reads go to the primary, and the standby
 * is tried again every second, in the background. It is never asked for less than what this process has seen already.
 */
export class Standby {
  readonly counts: StandbyCounts = { answered: 0, failed: 0, away: 0, behind: 0 };
  /** The lag that the last head read has found; undefined if it is not known. */
  lagMs: number | undefined;
  private readonly names = new StatementNames();
  private readonly attempts = new Attempts(this.names, new Refusals());
  private leases: Leases | undefined;
  private connecting: Promise<void> | undefined;
  private triedAt = -Infinity;
  private isFit = false;
  private isClosed = false;
  private wasVerified = false;
  private lastReason: string | undefined;
  private sequence = -1n;
  private seen = -1n;
  private knows: KnowsHead = () => Promise.resolve(true);

  constructor(private readonly options: StandbyOptions) {}

  /** Sets how to ask the primary whether the standby is one of its own. */
  verifyWith(knows: KnowsHead): void {
    this.knows = knows;
  }

  /** Whether reads go to it at the moment. */
  get isInUse(): boolean {
    return this.isFit;
  }

  /** Whether its last head read had every change that this process has seen. */
  get hasAllSeen(): boolean {
    return this.sequence >= this.seen;
  }

  /** Whether a state with this sequence has every change that this process has seen. */
  isAllSeen(sequence: string | undefined): boolean {
    return sequence !== undefined && BigInt(sequence) >= this.seen;
  }

  /** When it last did what it was asked for, by the clock of `performance`. */
  get answeredAt(): number {
    return this.leases?.answeredAt ?? -Infinity;
  }

  /** Notes the sequence of a change that this process has made or answered. */
  see(sequence: string | undefined): void {
    if (sequence !== undefined && BigInt(sequence) > this.seen) this.seen = BigInt(sequence);
  }

  /** Notes that the history has gone back to a sequence: a backup was restored, or a failover has lost writes. */
  seeAnew(sequence: string | undefined): void {
    this.seen = BigInt(sequence ?? -1);
  }

  /** Tries to bring it into use. Resolves when that is decided, and never rejects. */
  async connect(): Promise<void> {
    this.connecting ??= this.tryToConnect().finally(() => (this.connecting = undefined));
    await this.connecting;
  }

  /** The head read; undefined if the primary has to be asked. */
  async readHead(until: Deadline): Promise<StandbyHead | undefined> {
    if (!this.isAsked()) return undefined;
    const found = await this.attempt(until, this.askHead);
    return found && this.note(found.result);
  }

  /** Does what reads, as `Database.read`; undefined if the primary has to be asked. Throws what the work refuses. */
  async read<Result>(
    work: (access: ReadAccess) => Promise<Result>,
    until: Deadline,
  ): Promise<{ result: Result } | undefined> {
    if (!this.isAsked()) return undefined;
    if (this.hasAllSeen) return this.readAnyway(work, until);
    this.counts.behind++;
    return undefined;
  }

  /** As `read`, even if it lacks what this process has seen. */
  readAnyway<Result>(
    work: (access: ReadAccess) => Promise<Result>,
    until: Deadline,
  ): Promise<{ result: Result } | undefined> {
    const lent: Work<Result> = ({ session }) => work(readAccess(session));
    return this.attempt(until, (leases, share, isApart) =>
      leases.lend(share, isApart ? (lease) => readApart(lease, lent) : lent),
    );
  }

  /** Whether it is in use and answers right now. Resolves soon, and never rejects. */
  async answers(): Promise<boolean> {
    if (!this.isFit) this.connectSoon();
    return this.isFit && (await this.attempt(new Deadline(HEAD_READ_MS), this.askHead)) !== undefined;
  }

  /** Closes its connections, and resolves when they are closed. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.connecting;
    this.isFit = false;
    await this.leases?.close();
  }

  private readonly askHead: Ask<StandbyHead> = (leases, until, isApart) => {
    const read = (client: Pick<pg.ClientBase, 'query'>) => readStandbyHead(client, this.names);
    return isApart
      ? leases.lend(until, (lease) => readApart(lease, ({ connection }) => read(connection)))
      : leases.lendBriefly(until, read);
  };

  private isAsked(): boolean {
    if (this.isFit) return true;
    this.counts.away++;
    this.connectSoon();
    return false;
  }

  private connectSoon(): void {
    if (performance.now() >= this.triedAt + STANDBY_PAUSE_MS) void this.connect();
  }

  private async attempt<Result>(until: Deadline, ask: Ask<Result>): Promise<{ result: Result } | undefined> {
    const { leases } = this;
    if (!leases) return undefined;
    const share = until.halfway; // the other half is for the primary
    try {
      const result = await this.attempts.run('read', share, (isApart) => ask(leases, share, isApart));
      this.counts.answered++;
      return { result };
    } catch (error) {
      if (error instanceof DomainError && error.kind !== 'unavailable') throw error;
      this.counts.failed++;
      if (isUnreachable(error) || error instanceof DomainError) this.leave(error);
      return undefined;
    }
  }

  private async tryToConnect(): Promise<void> {
    if (this.isClosed) return;
    try {
      this.leases ??= new Leases(await new DataSource(dataSourceOptions(this.options)).initialize(), this.names);
      const head = await this.askHead(this.leases, new Deadline(HEAD_READ_MS), false);
      await this.verify(head);
      this.note(head);
      this.enter();
    } catch (error) {
      this.leave(error);
    }
  }

  /** Throws unless the primary has made this head. A standby that was verified before is trusted while the primary is away. */
  private async verify({ revision, sequence }: StandbyHead): Promise<void> {
    if (revision === undefined) throw new Error('it has no head');
    const isKnown = await this.knows({ revision, sequence }).catch((error: unknown) => {
      if (this.wasVerified) return true;
      throw error;
    });
    if (!isKnown) throw new Error('its state is none that the primary has been in, so it is not a standby of it');
    this.wasVerified = true;
  }

  private note(head: StandbyHead): StandbyHead {
    this.sequence = head.sequence;
    this.lagMs = head.lagMs;
    return head;
  }

  private enter(): void {
    if (this.isFit || this.isClosed) return;
    this.isFit = true;
    this.lastReason = undefined;
    this.options.onChange?.(true);
  }

  /** A reason is reported once. */
  private leave(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const isNews = this.isFit || this.lastReason !== reason;
    this.isFit = false;
    this.lagMs = undefined;
    this.triedAt = performance.now();
    this.lastReason = reason;
    if (isNews && !this.isClosed) this.options.onChange?.(false, reason);
  }
}
