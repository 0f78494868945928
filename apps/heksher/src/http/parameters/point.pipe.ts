import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { parsePoint, type Point } from '@heksher/domain';
import { lastText } from './query-text.js';

/** Reads a point in time: a sequence of the log, or a time. Undefined if the parameter is absent. */
export class PointPipe implements PipeTransform<unknown, Point | undefined> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): Point | undefined {
    const text = lastText(value);
    return text === undefined ? undefined : parsePoint(text, { parameter });
  }
}
