import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { SETTING_NAME_OR_ALIAS, assertName, invalid, parseSettingNames } from '@heksher/domain';
import { parseSequence } from '../change-stream/sequence.js';
import { readLimit } from '../http/parameters/page-request.js';
import { lastText } from '../http/parameters/query-text.js';
import { parseRuleId } from '../http/parameters/rule-id.js';

/** An id that no rule has. */
const NO_RULE = 2 ** 31;

/** Reads a sequence; undefined if it is absent. */
export class SequencePipe implements PipeTransform<unknown, bigint | undefined> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): bigint | undefined {
    return readSequence(value, parameter);
  }
}

/** Reads names and aliases of settings, separated by commas; undefined if the parameter is absent. */
export class NamesPipe implements PipeTransform<unknown, string[] | undefined> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): string[] | undefined {
    const text = lastText(value);
    return text === undefined ? undefined : parseSettingNames(text, parameter);
  }
}

/** Reads the limit of a page; `USUAL_PAGE` if it is absent. */
export class LimitPipe implements PipeTransform<unknown, number> {
  transform(value: unknown): number {
    return readLimit(lastText(value));
  }
}

/** Reads how many entries come before a page; none if it is absent. */
export class PlacePipe implements PipeTransform<unknown, number> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): number {
    const text = lastText(value) ?? '0';
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw invalid(`${parameter} must be a number of entries, not ${JSON.stringify(text)}`, { parameter });
  }
}

export function readSequence(value: unknown, parameter: string): bigint | undefined {
  const text = lastText(value);
  if (text === undefined) return undefined;
  const sequence = parseSequence(text);
  if (sequence !== undefined) return sequence;
  throw invalid(`${parameter} must be a sequence number of the log, not ${JSON.stringify(text)}`, { parameter });
}

/** Reads the name or alias of a setting; undefined if it is absent. */
export function readName(value: unknown, parameter: string): string | undefined {
  const text = lastText(value);
  if (text !== undefined) assertName(SETTING_NAME_OR_ALIAS, text, { parameter });
  return text;
}

/** Reads a text that PostgreSQL can have stored; undefined if it is absent. */
export function readText(value: unknown, parameter: string): string | undefined {
  const text = lastText(value);
  if (text === '') throw invalid(`${parameter} must not be empty`, { parameter });
  if (text?.includes('\u0000')) throw invalid(`${parameter} cannot hold the character U+0000`, { parameter });
  return text;
}

/** Reads a rule's id, a positive integer of any size; undefined if it is absent. */
export function readRuleId(value: unknown, parameter: string): number | undefined {
  const text = lastText(value);
  return text === undefined ? undefined : Math.min(parseRuleId(text, parameter).value, NO_RULE);
}

/** Reads whether the newest comes first. */
export function readOrder(value: unknown, parameter: string): boolean {
  const text = lastText(value);
  if (text === undefined || text === 'asc') return false;
  if (text === 'desc') return true;
  throw invalid(`${parameter} must be asc or desc, not ${JSON.stringify(text)}`, { parameter });
}
