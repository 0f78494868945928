import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { invalid, type SettingFilter, type SettingOrder, type SettingPlace } from '@heksher/domain';
import { printCursor, readCursor } from '../http/parameters/cursor.js';
import { readLimit } from '../http/parameters/page-request.js';
import { lastText } from '../http/parameters/query-text.js';
import { FILTER_PARAMETERS, readSettingFilter, type ParameterText } from '../http/parameters/setting-filter.js';

/** A page of the settings that pass a filter. */
export interface SettingSearch {
  filter: SettingFilter;
  order: SettingOrder;
  limit: number;
  /** The place of the last setting of the page before; undefined for the first page. */
  after: SettingPlace | undefined;
}

/** A page of the prefixes under a prefix that the settings which pass a filter have. */
export interface PrefixSearch {
  filter: SettingFilter;
  under: string;
  limit: number;
  /** The last prefix of the page before; undefined for the first page. */
  after: string | undefined;
}

const AT = { parameter: 'cursor' };
const PAGE_PARAMETERS = ['sort', 'limit', 'cursor'];
const PREFIXES = 'prefixes';

/** The search that a list of settings is asked for; undefined if it is asked for all of them, as by Heksher's clients. */
export const RequestedSettings = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const text = textsOf(context);
  const isSearch = [...FILTER_PARAMETERS, ...PAGE_PARAMETERS].some((name) => text(name) !== undefined);
  return isSearch ? readSettingSearch(text) : undefined;
});

/** The prefixes that a request asks for. */
export const RequestedPrefixes = createParamDecorator((_: unknown, context: ExecutionContext): PrefixSearch => {
  const text = textsOf(context);
  const cursor = text('cursor');
  const [after] = cursor === undefined ? [] : readCursor(cursor, { list: PREFIXES, length: 1, at: AT });
  return { filter: readSettingFilter(text), under: text('under') ?? '', limit: readLimit(text('limit')), after };
});

/** The settings that a request selects. */
export const RequestedFilter = createParamDecorator((_: unknown, context: ExecutionContext): SettingFilter => {
  return readSettingFilter(textsOf(context));
});

export function printSettingCursor({ name, seq = '' }: SettingPlace, order: SettingOrder): string {
  return order === 'name' ? printCursor(order, [name]) : printCursor(order, [name, seq]);
}

export function printPrefixCursor(prefix: string): string {
  return printCursor(PREFIXES, [prefix]);
}

function textsOf(context: ExecutionContext): ParameterText {
  const { query } = context.switchToHttp().getRequest<Request>();
  return (name) => lastText(query[name]);
}

function readSettingSearch(text: ParameterText): SettingSearch {
  const order = readOrder(text('sort'));
  const cursor = text('cursor');
  return {
    filter: readSettingFilter(text),
    order,
    limit: readLimit(text('limit')),
    after: cursor === undefined ? undefined : readPlace(cursor, order),
  };
}

function readOrder(text: string | undefined): SettingOrder {
  if (text === undefined || text === 'name') return 'name';
  if (text === '-changed') return text;
  throw invalid(`sort must be name or -changed, not ${JSON.stringify(text)}`, { parameter: 'sort' });
}

/** Reads where a page ended. Throws `invalid`. */
function readPlace(cursor: string, order: SettingOrder): SettingPlace {
  const [name = '', seq = ''] = readCursor(cursor, { list: order, length: order === 'name' ? 1 : 2, at: AT });
  return { name, seq: seq === '' ? undefined : seq };
}
