import { createHash } from 'node:crypto';
import { inSlices, type SlicedOptions } from '../http/body/in-slices.js';
import { quoteTag, strongEtag, tagOfHash } from './etag.js';

/** JSON text, or its pieces if printing it would block the event loop for long. A piece is printed in well under 10 ms. */
export type LongText = string | Iterable<string>;

/** A text in UTF-8, and its strong entity tag if it has one. */
export interface TaggedBytes {
  body: Buffer;
  etag: string | undefined;
}

/** How many characters are encoded in one step, at least. */
const STEP = 64 * 1024;

/**
 * Encodes a text. Pieces are printed and encoded in slices, between which other requests get their turn. That throws
 * `Abandoned` as soon as nobody wants them.
 */
export function toBytes(
  text: LongText,
  { isTagged, ...options }: SlicedOptions & { isTagged: boolean },
): TaggedBytes | Promise<TaggedBytes> {
  if (typeof text !== 'string') return inSlices(encode(text, isTagged), options);
  const body = Buffer.from(text);
  return { body, etag: isTagged ? strongEtag(body) : undefined };
}

function* encode(pieces: Iterable<string>, isTagged: boolean): Generator<undefined, TaggedBytes> {
  const chunks: Buffer[] = [];
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length >= STEP) {
      chunks.push(Buffer.from(text));
      text = '';
    }
    yield;
  }
  chunks.push(Buffer.from(text));
  return yield* join(chunks, isTagged);
}

function* join(chunks: readonly Buffer[], isTagged: boolean): Generator<undefined, TaggedBytes> {
  const body = Buffer.allocUnsafe(chunks.reduce((sum, { length }) => sum + length, 0));
  const hash = createHash('sha256');
  let at = 0;
  for (const chunk of chunks) {
    at += chunk.copy(body, at);
    if (isTagged) hash.update(chunk);
    yield;
  }
  return { body, etag: isTagged ? quoteTag(tagOfHash(hash)) : undefined };
}
