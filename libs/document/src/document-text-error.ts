import type { TextPlace } from './places.js';

/** Why a text is not read as a document. `message` is one sentence without the place, which is beside it. */
export class DocumentTextError extends Error {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units, as editors count. */
  readonly column: number;

  constructor(message: string, place: TextPlace) {
    super(message);
    this.name = 'DocumentTextError';
    this.line = place.line;
    this.column = place.column;
  }
}
