import { ask } from './http.js';
import type { ChangeSetResult, Operation } from './types.js';

export interface ChangeSet {
  operations: readonly Operation[];
  /** Why, in the person's words. */
  note?: string | undefined;
  /** The sequence of the state that the person saw, for sets that name no entity tags. */
  basedOn?: number | undefined;
}

const PATH = 'api/v1/change_sets';

/** The service may require a note of every request that changes something, and a dry run is judged like it. */
export const DRY_RUN_NOTE = 'dry run';

/** Carries out a change set: all of it or nothing. Throws a `Failure`, a 412 if somebody else was faster. */
export async function save({ operations, note, basedOn }: ChangeSet, idempotencyKey: string): Promise<ChangeSetResult> {
  const body = { operations, note: note === '' ? undefined : note, based_on: basedOn };
  return (await ask<ChangeSetResult>(PATH, { method: 'POST', body, idempotencyKey })).body;
}

/** What a change set would do, and to which contexts, without doing it. Throws a `Failure`. */
export async function preview(operations: readonly Operation[], signal?: AbortSignal): Promise<ChangeSetResult> {
  const body = { operations, note: DRY_RUN_NOTE, dry_run: true, impact: true };
  return (await ask<ChangeSetResult>(PATH, { method: 'POST', body, signal })).body;
}

export interface Undone {
  sequence: number | null;
}

/** Takes a change back. Throws a `Failure`, a 409 with `conflicts` if later changes are in the way. */
export async function undo(sequence: number, note?: string): Promise<Undone> {
  const body = note === undefined || note === '' ? {} : { note };
  return (await ask<Undone>(`api/v1/changes/${sequence}/undo`, { method: 'POST', body })).body;
}
