import { randomBytes } from 'node:crypto';
import { DomainError } from '@heksher/domain';
import { ChangesRepository } from '../change-log.js';
import { APPEND_CHANGE, changeColumns, type Change } from '../recorded-change.js';
import { HEAD_READ_MS } from '../time-budget.js';
import { toDomainError } from '../violations.js';
import type { Attempts } from './attempts.js';
import type { Connection } from './connection.js';
import { Deadline } from './deadline.js';
import type { Lease, Leases } from './lease.js';
import type { StatementNames } from './named-statements.js';
import type { Refusals } from './refusals.js';
import { RevisionReader } from './revision-reader.js';
import { readApart, rehearse } from './transaction.js';

/** What a check of the database has found. */
export interface Condition {
  doesAnswer: boolean;
  /** Why it does not answer, or takes no writes, as a sentence without internals; undefined if it does both. */
  fault: string | undefined;
}

interface Writability {
  is_standby: boolean;
  is_read_only: boolean;
}

/** Asks whether the server would let a session write. */
const WRITABILITY = `
  select pg_is_in_recovery() as is_standby, current_setting('transaction_read_only') = 'on' as is_read_only`;

/** More than tables and the write-ahead log have left of their last pages. */
const TRIAL_BYTES = 64 * 1024;

export interface ProbesOptions {
  leases: Leases;
  attempts: Attempts;
  names: StatementNames;
  refusals: Refusals;
}

/** Small questions to the database: its revision, whether it answers, whether it takes writes. */
export class Probes {
  private readonly revisions: RevisionReader;

  constructor(private readonly options: ProbesOptions) {
    this.revisions = new RevisionReader(options.names);
  }

  /** One try to read the revision; undefined if the database has lost its head. Throws what `pg` throws. */
  readRevision(until: Deadline, isApart: boolean): Promise<string | undefined> {
    const { leases } = this.options;
    if (!isApart) return leases.lendBriefly(until, (client) => this.revisions.read(client));
    return leases.lend(until, (lease) => readApart(lease, findRevision));
  }

  /** Whether the database answers and takes writes. Resolves soon, in whatever state the database is. */
  async check(): Promise<Condition> {
    const { leases, attempts } = this.options;
    const until = new Deadline(HEAD_READ_MS);
    try {
      const readOnly = await attempts.run('check', until, () => leases.lendBriefly(until, whyReadOnly));
      return { doesAnswer: true, fault: readOnly ?? (await this.whyWritesFail()) };
    } catch (thrown) {
      const error = toDomainError(thrown);
      return {
        doesAnswer: false,
        fault: error instanceof DomainError ? error.message : 'the database does not answer',
      };
    }
  }

  /** If the last write did not succeed, tries whether writes do now. Returns why not, as a sentence. */
  private async whyWritesFail(): Promise<string | undefined> {
    const { leases, refusals } = this.options;
    if (!refusals.ofWrites) return undefined;
    const trial = async (lease: Lease) => {
      await tryToWrite(lease);
      refusals.noteWrite();
    };
    await leases.lend(new Deadline(HEAD_READ_MS), trial).catch((error: unknown) => refusals.note(error));
    return refusals.ofWrites?.sentence;
  }
}

/** Why the server would let no session write, as a sentence; undefined if it would. Throws what `pg` throws. */
async function whyReadOnly(connection: { query: Connection['query'] }): Promise<string | undefined> {
  const { rows } = await connection.query<Writability>(WRITABILITY);
  if (rows[0]?.is_standby) return 'the database takes no writes: it is a standby';
  return rows[0]?.is_read_only ? 'the database takes no writes: its transactions are read-only' : undefined;
}

/** Writes a change and rolls it back. Throws what `pg` throws. */
async function tryToWrite(lease: Lease): Promise<void> {
  const after = { features: [randomBytes(TRIAL_BYTES).toString('base64')] }; // which PostgreSQL can't compress
  const change: Change = { author: { origin: 'external' }, action: 'external', settings: [], after };
  await rehearse(lease, async (head) => {
    await lease.session.manager.query(APPEND_CHANGE, changeColumns(head, change));
  });
}

async function findRevision({ session }: Lease): Promise<string | undefined> {
  return (await new ChangesRepository(session).findHead())?.id;
}
