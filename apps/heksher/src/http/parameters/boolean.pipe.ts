import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { invalid } from '@heksher/domain';
import { isBooleanText, parseBoolean } from './boolean-text.js';
import { lastText } from './query-text.js';

/** Reads a query flag, which is false where it is absent. */
export class BooleanPipe implements PipeTransform<unknown, boolean> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): boolean {
    const text = lastText(value);
    if (text === undefined) return false;
    if (!isBooleanText(text))
      throw invalid(`${parameter} must be true or false, not ${JSON.stringify(text)}`, { parameter });
    return parseBoolean(text);
  }
}
