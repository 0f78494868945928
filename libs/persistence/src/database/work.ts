import { ChangesRepository, appendChange, type Change } from '../change-log.js';
import type { Connection, Connections } from './connections.js';
import { ContextFeaturesRepository } from '../context-features.repository.js';
import type { Deadline } from './deadline.js';
import { MetadataRepository } from '../metadata.repository.js';
import { RulesRepository } from '../rules.repository.js';
import { RulesetsRepository } from '../rulesets.repository.js';
import type { Session } from './session.js';
import { SettingsRepository } from '../settings.repository.js';
import { beginRead, beginWrite } from './transactions.js';
import { LostCommitError, isUnreachable } from '../violations.js';

/** What a piece of work may ask of the database; it is of no use once the work is done. */
export interface ReadAccess {
  settings: SettingsRepository;
  rules: RulesRepository;
  features: ContextFeaturesRepository;
  rulesets: RulesetsRepository;
  changes: ChangesRepository;
}

/** What a piece of work may ask and change. */
export interface WriteAccess extends ReadAccess {
  settingMetadata: MetadataRepository<string>;
  ruleMetadata: MetadataRepository<number>;
  /** Says what was done. Without it the transaction changes nothing. */
  record(change: Change): void;
}

/** A connection, as long as it is held. */
export interface Held {
  session: Session;
  connection: Connection;
  connections: Connections;
  until: Deadline;
}

export type Work<Result> = (held: Held) => Promise<Result>;

/** The repositories, over one connection. */
export function readAccess(session: Session): ReadAccess {
  const { manager } = session;
  return {
    settings: new SettingsRepository(session),
    rules: new RulesRepository(session),
    features: new ContextFeaturesRepository(manager),
    rulesets: new RulesetsRepository(session),
    changes: new ChangesRepository(session),
  };
}

/** Reads in a transaction with bounds of its own, which costs two more round trips. */
export async function readApart<Result>(held: Held, work: Work<Result>): Promise<Result> {
  const { connection } = held;
  try {
    await beginRead(connection, held.until);
    const result = await work(held);
    await connection.query('commit');
    return result;
  } catch (error) {
    await rollBack(held, error);
    throw error;
  }
}

/** Does work in one transaction under the lock of the head, and logs what it records. Throws what `pg` throws. */
export async function transact<Result>(
  held: Held,
  actor: string | undefined,
  work: (access: WriteAccess) => Promise<Result>,
): Promise<{ result: Result; action: string | undefined }> {
  const { session, connection } = held;
  let change: Change | undefined;
  try {
    const head = await beginWrite(connection, held.until);
    const result = await work({
      ...readAccess(session),
      settingMetadata: new MetadataRepository(session, 'setting'),
      ruleMetadata: new MetadataRepository(session, 'rule'),
      record: (recorded) => (change = recorded),
    });
    if (change) {
      await appendChange(session, head, { actor, change });
      await commit(held);
    } else {
      await connection.query('rollback');
    }
    return { result, action: change?.action };
  } catch (error) {
    await rollBack(held, error);
    throw error;
  }
}

/** Ends a transaction after an error. PostgreSQL ends it by itself if the connection is lost or hangs. */
export async function rollBack({ connection, connections }: Held, error: unknown): Promise<void> {
  if (!isUnreachable(error)) await connection.query('rollback').catch(() => connections.abandon(connection));
}

async function commit({ connection, connections }: Held): Promise<void> {
  connections.setCommitting(connection);
  try {
    await connection.query('commit');
  } catch (error) {
    throw isUnreachable(error) ? new LostCommitError(error) : error;
  } finally {
    connections.unsetCommitting(connection);
  }
}

/** Whether what failed so has certainly left no trace. */
export function wasUndone(error: unknown): boolean {
  return !(error instanceof LostCommitError);
}
