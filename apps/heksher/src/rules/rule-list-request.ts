import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import {
  SETTING_NAME_OR_ALIAS,
  assertName,
  parseWantedConditions,
  valueContains,
  valueEquals,
  type RuleFilter,
} from '@heksher/domain';
import { printCursor, readCursor } from '../http/parameters/cursor.js';
import { readLimit } from '../http/parameters/page-request.js';
import { lastText } from '../http/parameters/query-text.js';

/** The place of a rule in the list of all rules. */
export interface RulePlace {
  setting: string;
  id: number;
}

/** A page of the rules of settings. */
export interface RuleSearch {
  filter: RuleFilter;
  /** A name or alias; undefined for all settings. */
  setting: string | undefined;
  /** The prefix of the setting's canonical name; undefined for any. */
  prefix: string | undefined;
  limit: number;
  /** The place of the last rule of the page before; undefined for the first page. */
  after: RulePlace | undefined;
}

const RULES = 'rules';

/** The rules that a request asks for. */
export const RequestedRules = createParamDecorator((_: unknown, context: ExecutionContext): RuleSearch => {
  const { query } = context.switchToHttp().getRequest<Request>();
  const text = (name: string) => lastText(query[name]);
  const setting = text('setting');
  if (setting !== undefined) assertName(SETTING_NAME_OR_ALIAS, setting, { parameter: 'setting' });
  return {
    filter: readFilter(text),
    setting,
    prefix: text('prefix'),
    limit: readLimit(text('limit')),
    after: readPlace(text('cursor')),
  };
});

export function printRuleCursor({ setting, id }: RulePlace): string {
  return printCursor(RULES, [setting, String(id)]);
}

function readFilter(text: (name: string) => string | undefined): RuleFilter {
  const conditions = text('feature_values');
  const value = text('value');
  const part = text('value_contains');
  return {
    conditions: conditions === undefined ? undefined : parseWantedConditions(conditions, 'feature_values'),
    isWanted: value === undefined ? undefined : valueEquals(value),
    isContaining: part === undefined ? undefined : valueContains(part),
  };
}

function readPlace(cursor: string | undefined): RulePlace | undefined {
  if (cursor === undefined) return undefined;
  const [setting = '', id] = readCursor(cursor, { list: RULES, length: 2, at: { parameter: 'cursor' } });
  return { setting, id: Number(id) };
}
