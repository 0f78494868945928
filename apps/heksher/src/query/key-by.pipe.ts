import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { invalid } from '@heksher/domain';
import { lastText } from '../http/query-text.js';

/** What an answer calls a setting: by its canonical name, or by the names that were asked for. */
export type KeyBy = 'canonical' | 'requested';

/** Reads the query parameter that chooses the names of an answer, undefined where it is absent. */
export class KeyByPipe implements PipeTransform<unknown, KeyBy | undefined> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): KeyBy | undefined {
    const text = lastText(value);
    if (text === undefined || text === 'canonical' || text === 'requested') return text;
    throw invalid(`${parameter} must be canonical or requested, not ${JSON.stringify(text)}`, { parameter });
  }
}
