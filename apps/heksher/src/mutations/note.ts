import { invalid } from '@heksher/domain';

const LONGEST = 1000;
const AT = { parameter: 'Heksher-Note' };

/** A percent sign that begins no escape is literal. */
const LONE_PERCENT = /%(?![0-9a-fA-F]{2})/g;

/**
 * Reads the header `Heksher-Note`: percent-encoded UTF-8, or UTF-8 directly, which Node.js passes on as Latin-1. Undefined if it
 * is absent or empty. Throws `invalid`.
 */
export function readNote(header: string | undefined): string | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  return assertNote(decode(Buffer.from(header, 'latin1')));
}

/** A note of at most 1,000 characters. Throws `invalid`. */
export function assertNote(note: string, at: Parameters<typeof invalid>[1] = AT): string {
  const { length } = [...note];
  if (length > LONGEST) throw invalid(`a note has at most ${LONGEST} characters, not ${length}`, at);
  if (note.includes('\u0000')) throw invalid('a note cannot hold the character U+0000', at);
  return note;
}

function decode(bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return decodeURIComponent(text.replace(LONE_PERCENT, '%25'));
  } catch {
    throw invalid('the note is not UTF-8, or not validly percent-encoded', AT);
  }
}
