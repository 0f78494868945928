import { invalid } from '@heksher/domain';
import type { Database, Deadline, WriteAccess } from '@heksher/persistence';

interface Idempotency {
  key: string;
  hash: string;
}

/** Finds the answers to requests that were sent before, with the same idempotency key. */
export class Replays {
  constructor(private readonly database: Database) {}

  /** The answer, as JSON text; undefined if the request has no key, or has changed nothing yet. Throws `invalid`. */
  async find(idempotency: Idempotency | undefined, until: Deadline): Promise<string | undefined> {
    if (!idempotency) return undefined;
    return judge(idempotency, await this.database.read(({ changes }) => changes.findByKey(idempotency.key), { until }));
  }

  /** The same under the lock of the head, where a concurrent equal request has already been carried out. */
  async findLocked(idempotency: Idempotency | undefined, { changes }: WriteAccess): Promise<string | undefined> {
    return idempotency && judge(idempotency, await changes.findByKey(idempotency.key));
  }
}

/** Throws `invalid` if the key belongs to another request. */
function judge({ key, hash }: Idempotency, found: { hash: string; answer: string } | undefined): string | undefined {
  if (!found) return undefined;
  if (found.hash === hash) return found.answer;
  throw invalid(`the idempotency key ${JSON.stringify(key)} belongs to another request`, {
    parameter: 'Idempotency-Key',
  });
}
