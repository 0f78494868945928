import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { JsonValue } from '@heksher/domain';
import { ask } from './http.js';
import { DRY_RUN_NOTE } from './save.js';
import type { Change, ChangeItem } from './types.js';

// Keys that begin with 'logged' never get out of date: what is in the log stays as it is.

/** What the list of changes is narrowed to, as the API's parameters. */
export type ChangeFilters = Readonly<Partial<Record<'setting' | 'rule' | 'actor' | 'action' | 'from' | 'to', string>>>;

export interface ChangesPage {
  changes: Change[];
  /** What the next page begins before; null at the end. */
  next: number | null;
}

const PAGE = 50;

/** Changes that pass filters, the newest first. */
export function changesPages(filters: ChangeFilters) {
  return infiniteQueryOptions({
    queryKey: ['changes', 'pages', filters],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...filters, order: 'desc', limit: PAGE, before: pageParam };
      return (await ask<ChangesPage>('api/v1/changes', { query, signal })).body;
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** One change. */
export function changeOf(sequence: number) {
  return queryOptions({
    queryKey: ['logged', sequence],
    queryFn: async ({ signal }) => (await ask<Change>(`api/v1/changes/${sequence}`, { signal })).body,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** An entry of a write of another program. */
export interface RowsItem {
  table: string;
  op: string;
  count: number;
  before: JsonValue;
  after: JsonValue;
}

interface ItemsPage {
  items: (ChangeItem | RowsItem)[];
  next: number | null;
}

/** The entries of a change that has several, page by page. */
export function itemsPages(sequence: number) {
  return infiniteQueryOptions({
    queryKey: ['logged', sequence, 'items'],
    queryFn: async ({ pageParam, signal }) => {
      const query = { after: pageParam, limit: PAGE };
      return (await ask<ItemsPage>(`api/v1/changes/${sequence}/items`, { query, signal })).body;
    },
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const MOST_SINCE = 100;

/** The first changes after a sequence, the oldest first. */
export function changesSince(sequence: number) {
  return queryOptions({
    queryKey: ['changes', 'since', sequence],
    queryFn: async ({ signal }) => {
      const query = { since: sequence, limit: MOST_SINCE };
      return (await ask<ChangesPage>('api/v1/changes', { query, signal })).body.changes;
    },
  });
}

const MOST_UNDOES = 1000;

/** The sequences of the changes that take a change back, among the next thousand undos. */
export function undoesOf({ sequence, settings }: Change) {
  const [setting] = settings ?? [];
  return queryOptions({
    queryKey: ['changes', 'undoes', sequence],
    queryFn: async ({ signal }) => {
      const query = { action: 'change.undone', since: sequence, limit: MOST_UNDOES, setting };
      const { changes } = (await ask<ChangesPage>('api/v1/changes', { query, signal })).body;
      return changes.filter(({ undoes }) => undoes === sequence).map((change) => change.sequence);
    },
  });
}

/** What an undo or a restore does, or would do. At most 1,000 of its entries. */
export interface HistoryEffect {
  dry_run?: boolean;
  /** Of the new change, null if nothing changed; in a dry run that of the state. */
  sequence: number | null;
  items: ChangeItem[];
  total: number;
}

/** What taking a change back would do. It fails with a 409 with `conflicts` if later changes are in the way. */
export function undoPreview(sequence: number) {
  return queryOptions({
    queryKey: ['changes', 'undo-preview', sequence],
    queryFn: async ({ signal }) => {
      const question = { method: 'POST', body: { note: DRY_RUN_NOTE, dry_run: true }, signal } as const;
      return (await ask<HistoryEffect>(`api/v1/changes/${sequence}/undo`, question)).body;
    },
  });
}

export interface Restoration {
  /** The sequence of the change after which the state was, or a time. */
  to: number | string;
  /** Absent for all. */
  settings?: readonly string[] | undefined;
  with_context_features?: boolean | undefined;
}

/** What a restore would do; it is asked for once it is known which. */
export function restorePreview(restoration: Restoration | undefined) {
  return queryOptions({
    queryKey: ['changes', 'restore-preview', restoration],
    queryFn: async ({ signal }) => {
      const question = { method: 'POST', body: { ...restoration, note: DRY_RUN_NOTE, dry_run: true }, signal } as const;
      return (await ask<HistoryEffect>('api/v1/restore', question)).body;
    },
    enabled: restoration !== undefined,
  });
}

/** Restores an earlier state. Throws a `Failure`. */
export async function restore(
  { note, ...restoration }: Restoration & { note: string },
  idempotencyKey: string,
): Promise<HistoryEffect> {
  const body = { ...restoration, dry_run: false, ...(note !== '' && { note }) };
  return (await ask<HistoryEffect>('api/v1/restore', { method: 'POST', body, idempotencyKey })).body;
}
