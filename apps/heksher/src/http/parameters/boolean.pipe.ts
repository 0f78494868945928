import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { invalid } from '@heksher/domain';
import { parseBoolean } from '../../config/boolean-text.js';
import { lastText } from './query-text.js';

/** Reads a boolean query parameter; false if it is absent. */
export class BooleanPipe implements PipeTransform<unknown, boolean> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): boolean {
    const text = lastText(value);
    if (text === undefined) return false;
    const flag = parseBoolean(text);
    if (flag !== undefined) return flag;
    throw invalid(`${parameter} must be true or false, not ${JSON.stringify(text)}`, { parameter });
  }
}
