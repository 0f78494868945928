import { setFlagsFromString } from 'node:v8';
import { DocumentTextError, readDocumentText, type DocumentText } from '@heksher/document';
import type { JsonValue } from '@heksher/domain';
import { EXIT } from '../exit-codes.js';
import { Failure } from '../failure.js';
import type { ProblemFault } from '../http/problem.js';
import { readText } from './read-file.js';

/** A file of YAML or JSON, which knows its places. */
export class DocumentFile {
  constructor(
    /** As the command line has it; `-` is the standard input. */
    readonly name: string,
    private readonly read: DocumentText,
  ) {}

  get value(): JsonValue {
    return this.read.value;
  }

  /** `FILE:LINE:COLUMN` of a JSON pointer. */
  placeOf(pointer: string): string {
    const place = this.read.locate(pointer);
    return place ? `${this.name}:${place.line}:${place.column}` : this.name;
  }

  /** A fault with its place. `pointerOf` leads from the pointer into the request to that into this file. */
  describe({ pointer = '', message }: ProblemFault, pointerOf: (pointer: string) => string | undefined): string {
    const inFile = pointerOf(pointer);
    if (inFile === undefined) return pointer === '' ? message : `${pointer}: ${message}`;
    return `${this.placeOf(inFile)}: ${message}`;
  }

  /** Throws the fault at a JSON pointer. */
  fail(pointer: string, message: string): never {
    throw new Failure(EXIT.file, `${this.placeOf(pointer)}: ${message}`);
  }
}

/** Above so many characters memory is worth more than time: 100,000 rules took 530 MB, and take 390. */
const LARGE = 2_000_000;

/** Reads a file, or the standard input if its name is `-`. */
export async function readDocumentFile(name: string): Promise<DocumentFile> {
  const content = await readText(name);
  if (content.length > LARGE) setFlagsFromString('--optimize-for-size');
  const shown = name === '-' ? 'standard input' : name;
  try {
    return new DocumentFile(shown, readDocumentText(content));
  } catch (error) {
    if (!(error instanceof DocumentTextError)) throw error;
    throw new Failure(EXIT.file, `${shown}:${error.line}:${error.column}: ${error.message}`);
  }
}
