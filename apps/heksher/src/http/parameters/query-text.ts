import type { PipeTransform } from '@nestjs/common';

/** The text of a query parameter. If it is repeated, the last one counts. */
export function lastText(value: unknown): string | undefined {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' ? last : undefined;
}

/** Reads a query parameter as text; undefined if it is absent. */
export class TextPipe implements PipeTransform<unknown, string | undefined> {
  transform(value: unknown): string | undefined {
    return lastText(value);
  }
}
