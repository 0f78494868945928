import { invalid, type Place } from '@heksher/domain';

/**
 * Prints a place in a sorted list for clients, which pass it back unread for the page after it. `list` names the list and its
 * order, so that a cursor of another one is refused.
 */
export function printCursor(list: string, place: readonly string[]): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString('base64url');
}

/** Reads the place from a cursor of `list`, which has `length` texts. Throws `invalid`. */
export function readCursor(
  text: string,
  { list, length, at }: { list: string; length: number; at: Place },
): readonly string[] {
  const parts = parse(text);
  // Printing again refuses what the decoder only tolerates.
  if (parts?.length === length + 1 && parts[0] === list && printCursor(list, parts.slice(1)) === text) {
    return parts.slice(1);
  }
  throw invalid('cursor must be the "next" of the page before, from a list with the same order', at);
}

function parse(text: string): string[] | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : undefined;
  } catch {
    return undefined;
  }
}
