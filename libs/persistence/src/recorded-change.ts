import { printItem, printLoggedState, type Action, type Item, type LoggedState } from '@heksher/domain';
import type { RevisionHead } from './change-log.js';

/** The way by which a change was made. `external` is a write of another program. */
export type Origin =
  'api' | 'declare' | 'change_set' | 'undo' | 'restore' | 'apply' | 'startup' | 'migration' | 'external';

/** The author of a change, with its origin and the reason for it. */
export interface Author {
  actor?: string | undefined;
  note?: string | undefined;
  requestId?: string | undefined;
  origin: Origin;
  /** The sequence of the change that this one undoes. */
  undoes?: string | undefined;
}

/** What a transaction did, as it is recorded. */
export interface Change {
  author: Author;
  action: Action;
  /** The canonical names, old and new, of the settings that it touched; null if it may be any. */
  settings: readonly string[] | null;
  /** What it changed; absent for what the change creates. */
  before?: LoggedState | undefined;
  /** What it made of that; absent for what the change deletes. */
  after?: LoggedState | undefined;
  /** What each operation did; absent if `before` and `after` say it. */
  items?: readonly Item[] | undefined;
  /** The request that may be sent again, with its answer as JSON text. */
  request?: { key: string; hash: string; answer: string } | undefined;
}

/** Appends a change to the log, in the transaction that made it. Its parameters are `changeColumns`. */
export const APPEND_CHANGE = `
  insert into changes (
    seq, id, parent, actor, action, settings, before, after,
    note, request_id, origin, undoes, items, idempotency_key, request_hash, answer
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`;

/** A change as the parameters of `APPEND_CHANGE`. */
export function changeColumns(head: RevisionHead, change: Change): unknown[] {
  const { author, action, settings, before, after, items, request } = change;
  return [
    head.seq,
    head.id,
    head.parent,
    author.actor ?? null,
    action,
    settings,
    before ? printLoggedState(before) : null,
    after ? printLoggedState(after) : null,
    author.note ?? null,
    author.requestId ?? null,
    author.origin,
    author.undoes ?? null,
    items ? `[${items.map(printItem).join()}]` : null,
    request?.key ?? null,
    request?.hash ?? null,
    request?.answer ?? null,
  ];
}
