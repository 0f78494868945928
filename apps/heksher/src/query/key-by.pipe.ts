import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { invalid, type JsonValue, type Place } from '@heksher/domain';
import { lastText } from '../http/parameters/query-text.js';

/** The keys of settings in an answer: canonical names, or the requested names. */
export type KeyBy = 'canonical' | 'requested';

/** Reads the query parameter that chooses the names in an answer; undefined if it is absent. */
export class KeyByPipe implements PipeTransform<unknown, KeyBy | undefined> {
  transform(value: unknown, { data: parameter = '' }: ArgumentMetadata): KeyBy | undefined {
    return readKeyBy(lastText(value), parameter, { parameter });
  }
}

/** Reads the choice from the value of the parameter or member called `name`. Throws `invalid`, pointing at `at`. */
export function readKeyBy(value: JsonValue | undefined, name: string, at: Place): KeyBy | undefined {
  if (value === undefined || value === 'canonical' || value === 'requested') return value;
  const sent = typeof value === 'string' ? `, not ${JSON.stringify(value)}` : '';
  throw invalid(`${name} must be canonical or requested${sent}`, at);
}
