import { DomainError, invalid, locate, parseJson, type JsonValue } from '@heksher/domain';
import { HttpProblem } from '../errors/problem.js';
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  STEP,
} from './json-bytes.js';
import { LARGEST_BODY, parseBody } from './read-body.js';

/** A JSON object with one member that may be a long array. */
export interface BodyWithLongArray {
  /** The object; if the member is an array, it is empty here. */
  body: JsonValue;
  /** The bytes of each item of that array. */
  items: Buffer[];
}

/**
 * Splits a JSON object at the items of its member `name`, in steps, so a large body does not delay other requests.
 * The items are not parsed: see `parseItem`. Throws `malformed` or `invalid` if the rest is not fit, `invalid` if there are
 * more than `most` items, and a 413 if the rest is larger than another body may be.
 */
export function* splitBody(
  bytes: Buffer,
  { name, most }: { name: string; most: number },
): Generator<void, BodyWithLongArray> {
  const splitter = new Splitter(bytes, name);
  for (let from = 0; from < bytes.length; from += STEP) {
    splitter.read(Math.min(from + STEP, bytes.length));
    if (splitter.items.length > most) {
      throw invalid(`${name} has more than ${most} items`, { path: [name] });
    }
    yield;
  }
  const rest = splitter.rest();
  if (rest.length > LARGEST_BODY) throw tooLarge(`the body without its ${name}`);
  return { body: parseBody(rest), items: splitter.items };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The value of an item; `place` names it. Throws `malformed` or `invalid`, and a 413 if it is larger than a body may be. */
export function parseItem(bytes: Buffer, place: string): JsonValue {
  if (bytes.length > LARGEST_BODY) throw tooLarge(place);
  return locate({ path: [] }, () => {
    try {
      return parseJson(decode(bytes));
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'malformed') throw error;
      throw new DomainError('malformed', `${place}: ${error.message}`);
    }
  });
}

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new DomainError('malformed', 'the body is not valid UTF-8');
  }
}

function tooLarge(what: string): HttpProblem {
  return new HttpProblem(413, `${what} is larger than ${LARGEST_BODY / 1024 / 1024} MiB`);
}

/** Finds the items. Whether they and the rest are JSON is left to the parser: if they are, the split is right. */
class Splitter {
  items: Buffer[] = [];
  private at = 0;
  private depth = 0;
  /** Where the string begins that is being read; undefined outside of strings. */
  private stringStart: number | undefined;
  /** The last string at depth 1, and whether a colon has followed it. */
  private name: { start: number; end: number; hasColon: boolean } | undefined;
  /** Where the current item begins; undefined outside of the array. */
  private itemStart: number | undefined;
  /** The pieces of the body that belong to no item. */
  private readonly pieces: Buffer[] = [];
  private pieceStart = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly wanted: string,
  ) {}

  /** The body without the items. If it ends within them, so does this. */
  rest(): Buffer {
    const last = this.itemStart === undefined ? [this.bytes.subarray(this.pieceStart)] : [];
    return Buffer.concat([...this.pieces, ...last]);
  }

  /** Goes on to a place. */
  read(end: number): void {
    const { bytes } = this;
    for (; this.at < end; this.at++) {
      const byte = bytes[this.at] as number;
      if (this.stringStart !== undefined) {
        if (byte === BACKSLASH) this.at++;
        else if (byte === QUOTE) this.endString();
      } else if (byte === QUOTE) this.stringStart = this.at;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.open(byte);
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.close(byte);
      else if (byte === COMMA) this.separate();
      else if (byte === COLON && this.depth === 1 && this.name) this.name.hasColon = true;
    }
  }

  private endString(): void {
    if (this.depth === 1) this.name = { start: this.stringStart as number, end: this.at + 1, hasColon: false };
    this.stringStart = undefined;
  }

  private open(byte: number): void {
    this.depth++;
    if (this.depth !== 2 || byte !== OPEN_ARRAY || !this.isWanted()) return;
    this.items = [];
    this.itemStart = this.at + 1;
    this.pieces.push(this.bytes.subarray(this.pieceStart, this.at + 1));
  }

  private close(byte: number): void {
    this.depth--;
    if (this.depth !== 1 || this.itemStart === undefined) return;
    const last = this.bytes.subarray(this.itemStart, this.at);
    if (this.items.length > 0 || byte !== CLOSE_ARRAY || !isBlank(last)) this.items.push(last);
    this.itemStart = undefined;
    this.pieceStart = this.at;
  }

  private separate(): void {
    if (this.depth === 1) this.name = undefined;
    if (this.depth !== 2 || this.itemStart === undefined) return;
    this.items.push(this.bytes.subarray(this.itemStart, this.at));
    this.itemStart = this.at + 1;
  }

  private isWanted(): boolean {
    if (!this.name?.hasColon) return false;
    const text = this.bytes.toString('utf8', this.name.start, this.name.end);
    try {
      return JSON.parse(text) === this.wanted;
    } catch {
      return false;
    }
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
