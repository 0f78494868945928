import { changesTokensOnly } from '../action.js';
import { isJsonObject, parseStoredJson, type JsonObject, type JsonValue } from '../json.js';
import { readEntry, type Entry } from './entry.js';
import { readStatement, type RowStatement } from './row-changes.js';

/** What the log has of a change. The texts are JSON. */
export interface LoggedContent {
  action: string;
  before: string | null;
  after: string | null;
  items: string | null;
}

/** What a change did. */
export type Content =
  /** Entries of this service, in order, each with a function that reads it; undefined if it has an unknown shape. */
  | { kind: 'entries'; entries: readonly (() => Entry | undefined)[] }
  /** Statements of another program, in order. */
  | { kind: 'rows'; statements: readonly RowStatement[] }
  /** The log does not say. */
  | { kind: 'unknown' };

const NOTHING: Content = { kind: 'entries', entries: [] };
const UNKNOWN: Content = { kind: 'unknown' };

/** Which entries on rules matter. */
export interface EntryFilter {
  isWithoutRules?: boolean;
  /** Only those of settings with these canonical names; undefined for all. */
  names?: ReadonlySet<string> | undefined;
}

/** Reads what a change did. Entries on rules that do not matter may be left out. */
export function readContent({ action, before, after, items }: LoggedContent, filter: EntryFilter = {}): Content {
  if (action === 'schema.migrated' || changesTokensOnly({ action })) return NOTHING;
  if (action === 'schema.repaired') return UNKNOWN; // the database may have missed writes until then
  if (action === 'external') return items === null ? UNKNOWN : readRows(items);
  if (items !== null) return readItems(items, filter);
  if (before === null && after === null) return UNKNOWN;
  const parse = (text: string | null) => (text === null ? undefined : parseLogged(text));
  return { kind: 'entries', entries: [() => readEntry(parse(before), parse(after))] };
}

function readRows(items: string): Content {
  const statements = itemTexts(items).map((text) => readStatement(parseLogged(text)));
  return statements.every((one) => one !== undefined) ? { kind: 'rows', statements } : UNKNOWN;
}

/** The beginning of an entry on a rule, as `printItem` prints it, with the name of its setting. */
const ON_RULE = /^\{"n":\d+,"action":"rule\.\w+"(?:,"setting":"([^"\\]*)")?/;

function readItems(items: string, { isWithoutRules, names }: EntryFilter): Content {
  const isWanted = (text: string) => {
    const [match, setting] = ON_RULE.exec(text) ?? [];
    if (match === undefined) return true;
    return !isWithoutRules && (!names || setting === undefined || names.has(setting));
  };
  const texts = itemTexts(items);
  const wanted = isWithoutRules || names ? texts.filter(isWanted) : texts;
  return { kind: 'entries', entries: wanted.map((text) => () => readItem(parseLogged(text))) };
}

/** Reads JSON of the log. JavaScript's own parser takes a tenth of the time, if it loses nothing. */
function parseLogged(text: string): JsonValue {
  if (text.includes('\\') || text.includes('__proto__')) return parseStoredJson(text);
  const value = JSON.parse(text) as JsonValue;
  return JSON.stringify(value) === text ? value : parseStoredJson(text);
}

function readItem(item: JsonValue): Entry | undefined {
  if (!isJsonObject(item)) return undefined;
  return readEntry(present(item, 'before'), present(item, 'after'));
}

function present(item: JsonObject, member: string): JsonValue | undefined {
  return item[member] ?? undefined;
}

/** The texts of the items of a JSON array. Takes linear time; the items of a large change are then read one by one. */
function itemTexts(text: string): string[] {
  const texts: string[] = [];
  let depth = 0;
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22 /* " */) {
      at = endOfString(text, at);
    } else if (char === 0x7b /* { */ || char === 0x5b /* [ */) {
      if (++depth === 2) start = at;
    } else if (char === 0x7d /* } */ || char === 0x5d /* ] */) {
      if (--depth === 1) texts.push(text.slice(start, at + 1));
    }
  }
  return texts;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (first > 0 && text.charCodeAt(first - 1) === 0x5c /* \ */) first--;
  return (at - first) % 2 === 1;
}
