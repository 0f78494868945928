import { createHash } from 'node:crypto';
import { postgresErrorCode } from '../violations.js';

/** A statement with the name by which a connection, once it has parsed it, is asked for it again. */
export interface NamedStatement {
  name: string;
  text: string;
}

/** Names a statement by its text: behind a pooler, versions of the service with other texts share its connections. */
export function named(text: string): NamedStatement {
  return { name: `heksher_${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`, text };
}

/** PostgreSQL: there is no statement of that name, there is one already, its result has another type by now. */
const NAME_REFUSALS = ['26000', '42P05', '0A000'];

/** Whether statements are named: not any more once a name was refused, as by a pooler that changes the connections. */
export class StatementNames {
  areUsed = true;

  /** Takes note of an error, and tells whether what failed with it may be done again, without names. */
  areRefusedBy(error: unknown): boolean {
    if (!NAME_REFUSALS.includes(postgresErrorCode(error) ?? '')) return false;
    this.areUsed = false;
    return true;
  }
}
