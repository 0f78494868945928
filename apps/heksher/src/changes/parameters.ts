import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { Request } from 'express';
import { SETTING_NAME_OR_ALIAS, assertName, invalid, parseSettingNames, type FollowedTo } from '@heksher/domain';
import { lastText } from '../http/query-text.js';

/** The last sequence number there can be. */
const LAST = 2n ** 63n - 1n;
const LARGEST_PAGE = 1000;
const USUAL_PAGE = 100;

/** Reads a sequence number, undefined where it is absent. */
export class SequencePipe implements PipeTransform<unknown, bigint | undefined> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): bigint | undefined {
    const text = lastText(value);
    if (text === undefined) return undefined;
    const sequence = parseSequence(text);
    if (sequence !== undefined) return sequence;
    throw invalid(`${parameter} must be a sequence number of the log, not ${JSON.stringify(text)}`, { parameter });
  }
}

/** Reads how many changes a page may have. */
export class LimitPipe implements PipeTransform<unknown, number> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): number {
    const text = lastText(value);
    if (text === undefined) return USUAL_PAGE;
    const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    if (limit >= 1 && limit <= LARGEST_PAGE) return limit;
    throw invalid(`${parameter} must be 1 to ${LARGEST_PAGE}, not ${JSON.stringify(text)}`, { parameter });
  }
}

/** Reads the name of a setting, undefined where it is absent. */
export class OptionalNamePipe implements PipeTransform<unknown, string | undefined> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): string | undefined {
    const text = lastText(value);
    if (text !== undefined) assertName(SETTING_NAME_OR_ALIAS, text, { parameter });
    return text;
  }
}

/** Reads names of settings with commas between them, undefined where there is no such parameter. */
export class NamesPipe implements PipeTransform<unknown, string[] | undefined> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): string[] | undefined {
    const text = lastText(value);
    return text === undefined ? undefined : parseSettingNames(text, parameter);
  }
}

/** The last event that a client says it has seen. A header that is no sequence number is of another service. */
export function lastEventId({ headers }: Request): FollowedTo | undefined {
  const text = headers['last-event-id'];
  if (typeof text !== 'string' || text === '') return undefined;
  return parseSequence(text) ?? 'unknown';
}

function parseSequence(text: string): bigint | undefined {
  const sequence = /^\d{1,30}$/.test(text) ? BigInt(text) : undefined;
  return sequence !== undefined && sequence <= LAST ? sequence : undefined;
}
