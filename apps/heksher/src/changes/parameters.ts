import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { SETTING_NAME_OR_ALIAS, assertName, invalid, parseSettingNames } from '@heksher/domain';
import { parseSequence } from '../change-stream/sequence.js';
import { lastText } from '../http/parameters/query-text.js';

/** The most changes that a page may have. */
export const LARGEST_PAGE = 1000;
/** The most changes of a page whose query does not say. */
export const USUAL_PAGE = 100;

/** Reads a sequence; undefined if it is absent. */
export class SequencePipe implements PipeTransform<unknown, bigint | undefined> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): bigint | undefined {
    const text = lastText(value);
    if (text === undefined) return undefined;
    const sequence = parseSequence(text);
    if (sequence !== undefined) return sequence;
    throw invalid(`${parameter} must be a sequence number of the log, not ${JSON.stringify(text)}`, { parameter });
  }
}

/** Reads the limit of a page; `USUAL_PAGE` if it is absent. */
export class LimitPipe implements PipeTransform<unknown, number> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): number {
    const text = lastText(value);
    if (text === undefined) return USUAL_PAGE;
    const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    if (limit >= 1 && limit <= LARGEST_PAGE) return limit;
    throw invalid(`${parameter} must be 1 to ${LARGEST_PAGE}, not ${JSON.stringify(text)}`, { parameter });
  }
}

/** Reads the name or alias of a setting; undefined if it is absent. */
export class OptionalNamePipe implements PipeTransform<unknown, string | undefined> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): string | undefined {
    const text = lastText(value);
    if (text !== undefined) assertName(SETTING_NAME_OR_ALIAS, text, { parameter });
    return text;
  }
}

/** Reads names and aliases of settings, separated by commas; undefined if the parameter is absent. */
export class NamesPipe implements PipeTransform<unknown, string[] | undefined> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): string[] | undefined {
    const text = lastText(value);
    return text === undefined ? undefined : parseSettingNames(text, parameter);
  }
}
