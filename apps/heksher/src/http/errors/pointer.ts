import type { Path } from '@heksher/domain';

/** A path as a JSON pointer (RFC 6901); the empty path, the whole of a value, is the empty text. */
export function printPointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
