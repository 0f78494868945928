import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import {
  EVERYTHING,
  SETTING_NAME_OR_ALIAS,
  assertName,
  invalid,
  isJsonObject,
  parseInstant,
  type JsonObject,
  type JsonValue,
  type Path,
} from '@heksher/domain';
import type { UsagePlace } from '@heksher/persistence';
import { cleaned } from '../counting/client-name.js';
import { toJsonObject } from '../http/body/body.pipe.js';
import { printCursor, readCursor } from '../http/parameters/cursor.js';
import { readInstant } from '../http/parameters/instant.js';
import { readLimit } from '../http/parameters/page-request.js';
import { lastText } from '../http/parameters/query-text.js';

const USUAL_DAYS = 30;
const MOST_DAYS = 36_500;
const LIST = 'usage';
const MOST_HITS = 2 ** 31 - 1;

/** A page of uses. */
export interface UsageSearch {
  /** A name or alias, or `*` for requests for everything; undefined for all. */
  setting: string | undefined;
  client: string | undefined;
  since: Date | undefined;
  limit: number;
  /** The last row of the page before; undefined for the first page. */
  after: UsagePlace | undefined;
}

/** What a client has counted itself. */
export interface CountedByClient {
  client: string;
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  settings: { name: string; gets: number; wins: [rule: number, hits: number][] }[];
}

/** The page of uses that a request asks for. */
export const RequestedUsage = createParamDecorator((_: unknown, context: ExecutionContext): UsageSearch => {
  const { query } = context.switchToHttp().getRequest<Request>();
  const text = (name: string) => lastText(query[name]);
  const [setting, cursor] = [text('setting'), text('cursor')];
  if (setting !== undefined && setting !== EVERYTHING)
    assertName(SETTING_NAME_OR_ALIAS, setting, { parameter: 'setting' });
  const since = readInstant(query['since'], 'since');
  return {
    setting,
    client: text('client'),
    since: since === undefined ? undefined : new Date(since),
    limit: readLimit(text('limit')),
    after: cursor === undefined ? undefined : readPlace(cursor),
  };
});

/** The days that a request asks for. */
export const RequestedDays = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const text = lastText(context.switchToHttp().getRequest<Request>().query['days']);
  if (text === undefined) return USUAL_DAYS;
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_DAYS) return Number(text);
  throw invalid(`days must be 1 to ${MOST_DAYS}, not ${JSON.stringify(text)}`, { parameter: 'days' });
});

/** What a client reports. */
export const Reported = createParamDecorator((_: unknown, context: ExecutionContext): CountedByClient => {
  return readReport(toJsonObject(context.switchToHttp().getRequest<{ body: JsonValue | undefined }>().body));
});

export function printUsageCursor(place: UsagePlace): string {
  return printCursor(LIST, place);
}

function readPlace(cursor: string): UsagePlace {
  const [name = '', client = '', kind = ''] = readCursor(cursor, {
    list: LIST,
    length: 3,
    at: { parameter: 'cursor' },
  });
  return [name, client, kind];
}

function readReport({ client, from, to, settings }: JsonObject): CountedByClient {
  const name = typeof client === 'string' ? cleaned(client) : undefined;
  if (name === undefined)
    throw invalid('client must be the name of the client, such as shop/1.4.2', { path: ['client'] });
  if (!Array.isArray(settings)) throw invalid('settings must be an array', { path: ['settings'] });
  const [start, end] = [readReportedTime(from, 'from'), readReportedTime(to, 'to')];
  if (start > end) throw invalid('from must not be after to', { path: ['from'] });
  return {
    client: name,
    from: start,
    to: end,
    settings: settings.map((one, at) => readSetting(one, ['settings', at])),
  };
}

function readReportedTime(value: JsonValue | undefined, member: string): number {
  const time = typeof value === 'string' ? parseInstant(value) : undefined;
  if (time !== undefined) return time;
  throw invalid(`${member} must be a time such as 2026-11-27T08:00:00Z`, { path: [member] });
}

function readSetting(value: JsonValue, path: Path): CountedByClient['settings'][number] {
  if (!isJsonObject(value)) throw invalid('each of the settings must be an object', { path });
  const { name, gets, rules = {} } = value;
  if (typeof name !== 'string') throw invalid('name must be a setting name or alias', { path: [...path, 'name'] });
  assertName(SETTING_NAME_OR_ALIAS, name, { path: [...path, 'name'] });
  if (!isJsonObject(rules)) throw invalid('rules must be an object', { path: [...path, 'rules'] });
  const wins = Object.entries(rules).map(([id, hits]): [number, number] => {
    const at = [...path, 'rules', id];
    if (!/^\d{1,10}$/.test(id)) throw invalid(`${JSON.stringify(id)} is not the id of a rule`, { path: at });
    return [Number(id), readHits(hits, at)];
  });
  return { name, gets: readHits(gets, [...path, 'gets']), wins };
}

function readHits(value: JsonValue | undefined, path: Path): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_HITS) return value;
  throw invalid(`${String(path.at(-1))} must be an integer from 0 to ${MOST_HITS}`, { path });
}
