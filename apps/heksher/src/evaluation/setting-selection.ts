import { invalid, type JsonObject, type JsonValue, type Place } from '@heksher/domain';
import { readSettingNames } from '../http/body/setting-names.js';
import { printCursor, readCursor } from '../http/parameters/cursor.js';
import { readLimit, readLimitMember } from '../http/parameters/page-request.js';
import { readSearch, type ParameterText } from '../http/parameters/setting-filter.js';

/** A page of settings with their rules, sorted by name. */
export interface SettingSelection {
  /** Names or aliases; undefined for all settings. */
  settings: readonly string[] | undefined;
  words: readonly string[];
  /** What the canonical name begins with; undefined for any. */
  prefix: string | undefined;
  limit: number;
  /** The last name of the page before; undefined for the first page. */
  after: string | undefined;
}

/** How a page of settings is chosen, besides by names. */
export type SettingPaging = Omit<SettingSelection, 'settings'>;

const LIST = 'evaluation';
const PARAMETERS = ['prefix', 'search', 'limit', 'cursor'];

/** Reads which page a body asks for. Throws `invalid`. */
export function readPaging({ prefix, search, limit, cursor }: JsonObject): SettingPaging {
  const text = readText(cursor, 'cursor');
  return {
    words: readSearch(readText(search, 'search') ?? '', { path: ['search'] }),
    prefix: readText(prefix, 'prefix'),
    limit: readLimitMember(limit),
    after: readName(text, { path: ['cursor'] }),
  };
}

/** Reads which page of settings a body asks for. Throws `invalid`. */
export function readSelection(body: JsonObject): SettingSelection {
  const { settings } = body;
  return { settings: settings === undefined ? undefined : readSettingNames(settings), ...readPaging(body) };
}

/** Reads which page a body asks for; undefined if it asks for all settings at once. Throws `invalid`. */
export function findPaging(body: JsonObject): SettingPaging | undefined {
  return PARAMETERS.some((name) => body[name] !== undefined) ? readPaging(body) : undefined;
}

/** The same for the query parameters of a request. */
export function findPagingByUrl(text: ParameterText): SettingPaging | undefined {
  if (PARAMETERS.every((name) => text(name) === undefined)) return undefined;
  return {
    words: readSearch(text('search') ?? '', { parameter: 'search' }),
    prefix: text('prefix'),
    limit: readLimit(text('limit')),
    after: readName(text('cursor'), { parameter: 'cursor' }),
  };
}

/** The cursor of the page after a setting, as JSON text. */
export function printNext(end: string | undefined): string {
  return end === undefined ? 'null' : JSON.stringify(printCursor(LIST, [end]));
}

function readText(value: JsonValue | undefined, name: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`${name} must be a string`, { path: [name] });
}

function readName(cursor: string | undefined, at: Place): string | undefined {
  return cursor === undefined ? undefined : readCursor(cursor, { list: LIST, length: 1, at })[0];
}
