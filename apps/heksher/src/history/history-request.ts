import { invalid, parsePoint, type JsonObject, type JsonValue, type Point } from '@heksher/domain';
import { toJsonObject } from '../http/body/body.pipe.js';
import { readSettingNames } from '../http/body/setting-names.js';
import type { Mutation } from '../mutations/mutation.js';
import { assertNote } from '../mutations/note.js';

/** The common part of the bodies of undo and restore. */
export interface HistoryRequest {
  mutation: Mutation;
  isDryRun: boolean;
  note: string | undefined;
}

/** A request to restore. */
export interface RestoreRequest extends HistoryRequest {
  to: Point;
  /** Names or aliases; undefined for all settings unless there is a prefix. */
  settings: readonly string[] | undefined;
  prefix: string | undefined;
  isWithFeatures: boolean;
}

/** Reads an `UndoBody`, which may be absent. Throws `invalid`. */
export function readUndo(mutation: Mutation): HistoryRequest {
  const body = mutation.request.body as JsonValue | undefined;
  const members = body === undefined ? {} : toJsonObject(body);
  return { ...readCommon(members, mutation), isDryRun: mutation.isDryRun || readFlag(members, 'dry_run', false) };
}

/** Reads a `RestoreBody`. Throws `invalid`. */
export function readRestore(mutation: Mutation): RestoreRequest {
  const members = toJsonObject(mutation.request.body);
  const { settings, prefix, to } = members;
  if (prefix !== undefined && typeof prefix !== 'string')
    throw invalid('prefix must be a string', { path: ['prefix'] });
  return {
    ...readCommon(members, mutation),
    isDryRun: mutation.isDryRun || readFlag(members, 'dry_run', true),
    to: parsePoint(to, { path: ['to'] }),
    settings: settings === undefined ? undefined : readSettingNames(settings),
    prefix,
    isWithFeatures: readFlag(members, 'with_context_features', false),
  };
}

function readCommon({ note }: JsonObject, mutation: Mutation): Pick<HistoryRequest, 'mutation' | 'note'> {
  if (note === undefined || note === null) return { mutation, note: mutation.author.note };
  const at = { path: ['note'] };
  if (typeof note !== 'string') throw invalid('note must be a string', at);
  return { mutation, note: assertNote(note, at) };
}

function readFlag(members: JsonObject, name: string, byDefault: boolean): boolean {
  const flag = members[name] ?? byDefault;
  if (typeof flag !== 'boolean') throw invalid(`${name} must be true or false`, { path: [name] });
  return flag;
}
