import type { JsonValue } from '@heksher/domain';
import { YAMLException, parseEvents, type Event } from 'js-yaml';
import { buildValue } from './build-value.js';
import { DocumentTextError } from './document-text-error.js';
import { findOffset } from './find-offset.js';
import { Misplaced } from './misplaced.js';
import { Places, type TextPlace } from './places.js';
import { sentenceFor } from './yaml-faults.js';

/** The longest text that is read, in bytes of UTF-8. */
const MAX_BYTES = 64 * 2 ** 20;

/** Deeper than the domain allows, so that the domain's limit is the one that a person reads about. */
const PARSER_DEPTH = 250;

/** A document as a person wrote it. */
export interface DocumentText {
  /** Numbers keep their digits. Members are in the order of JavaScript: names like `10` first, ascending, then as written. */
  value: JsonValue;
  /**
   * Where a JSON pointer leads: to the name of a member, or to the beginning of an item. What is missing is where its
   * parent is. Undefined if the text is no JSON pointer.
   */
  locate(pointer: string): TextPlace | undefined;
}

/**
 * Reads a document from YAML or JSON, which is YAML too. What YAML 1.1 and 1.2 read differently, such as `no` and `012`, is
 * refused unless it is quoted; so are duplicate names, anchors, tags, merge keys, several documents, and whatever the
 * domain's JSON refuses. Throws a `DocumentTextError`.
 */
export function readDocumentText(text: string): DocumentText {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  try {
    if (isTooLong(source))
      throw new Misplaced('the text has more than 64 MiB: split it, and give each part a scope', 0);
    return { value: buildValue(source, parse(source)), locate: locatorOf(source) };
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error;
    throw new DocumentTextError(error.message, new Places(source).at(error.offset));
  }
}

function isTooLong(text: string): boolean {
  if (text.length * 3 <= MAX_BYTES) return false;
  return text.length > MAX_BYTES || new TextEncoder().encode(text).length > MAX_BYTES;
}

function parse(text: string): Event[] {
  try {
    return parseEvents(unindented(text), { maxDepth: PARSER_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const offset = error.mark?.position ?? 0;
    throw new Misplaced(sentenceFor(error.reason, text, offset), offset);
  }
}

/** JSON may begin with spaces, and go on without. YAML would take that for too little indentation. No offset changes. */
function unindented(text: string): string {
  return text.replace(/^[ \t\r\n]+(?=[{[])/, (spaces) => '\n'.repeat(spaces.length));
}

/** Parses the text again, when the first place is wanted: a document without faults needs no places. */
function locatorOf(text: string): DocumentText['locate'] {
  let parsed: { events: Event[]; places: Places } | undefined;
  return (pointer) => {
    if (pointer !== '' && !pointer.startsWith('/')) return undefined;
    parsed ??= { events: parse(text), places: new Places(text) };
    const path = pointer.split('/').slice(1).map(unescapeStep);
    return parsed.places.at(findOffset(text, parsed.events, path));
  };
}

function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
