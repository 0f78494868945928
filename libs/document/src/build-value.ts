import { DomainError, NESTED_TOO_DEEP, type JsonObject, type JsonValue } from '@heksher/domain';
import { EVENT_ID, SCALAR_STYLE, getScalarValue, type Event } from 'js-yaml';
import { findOffset, offsetOf } from './find-offset.js';
import { Misplaced } from './misplaced.js';
import { Places } from './places.js';
import { JSON_NUMBER, isWord, readPlain, whyAmbiguous } from './plain-scalars.js';

/** As in the domain's JSON. */
const MAX_DEPTH = 200;

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;
type NodeEvent = Extract<Event, { anchorStart: number }>;

interface ObjectFrame {
  object: JsonObject;
  /** The latest name. */
  key: string;
  /** Whether a name comes next. */
  isAtKey: boolean;
}

/** An array or object whose end has not come yet. */
type Frame = { list: JsonValue[] } | ObjectFrame;

/** Builds the value of the one document in a text from its events. Throws `Misplaced` for whatever JSON cannot say. */
export function buildValue(text: string, events: readonly Event[]): JsonValue {
  return new ValueBuilder(text, events).build();
}

class ValueBuilder {
  private readonly frames: Frame[] = [];
  private root: JsonValue | undefined;
  /** Where the latest node with a place is. */
  private offset = 0;
  /** Whether a string may hold half of a surrogate pair. */
  private readonly mayHoldSurrogates: boolean;

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {
    this.mayHoldSurrogates = /\p{Surrogate}/u.test(text) || /\\[uU]/.test(text);
  }

  build(): JsonValue {
    for (const event of this.events) this.take(event);
    if (this.root === undefined) throw this.emptyText();
    return this.root;
  }

  private take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        if (this.root !== undefined) throw this.secondDocument();
        return;
      case EVENT_ID.POP:
        this.frames.pop();
        return;
      case EVENT_ID.SCALAR:
        this.placeNode(event);
        return this.takeScalar(event);
      case EVENT_ID.SEQUENCE: {
        this.placeNode(event);
        const list: JsonValue[] = [];
        return this.open(list, { list });
      }
      case EVENT_ID.MAPPING: {
        this.placeNode(event);
        const object: JsonObject = {};
        return this.open(object, { object, key: '', isAtKey: true });
      }
      case EVENT_ID.ALIAS:
        throw aliasAt(event.anchorStart - 1);
    }
  }

  /** Remembers where a node is, and refuses what stands before it. */
  private placeNode(event: Exclude<NodeEvent, { type: typeof EVENT_ID.ALIAS }>): void {
    if (event.anchorStart >= 0) throw aliasAt(event.anchorStart - 1);
    if (event.tagStart >= 0) throw tagAt(this.text, event.tagStart, event.tagEnd);
    const offset = offsetOf(event);
    if (offset >= 0) this.offset = offset;
  }

  private open(container: JsonValue, frame: Frame): void {
    if (this.frameAtKey()) throw new Misplaced('a list or mapping cannot be the name of a member', this.offset);
    this.add(container);
    this.frames.push(frame);
    if (this.frames.length > MAX_DEPTH) throw new Misplaced(NESTED_TOO_DEEP, this.offset);
  }

  private takeScalar(event: ScalarEvent): void {
    const text = getScalarValue(this.text, event);
    if (this.mayHoldSurrogates && /\p{Surrogate}/u.test(text)) {
      throw new Misplaced('the text holds half of a surrogate pair, which is not Unicode', this.offset);
    }
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    const frame = this.frameAtKey();
    if (frame) return this.takeKey(frame, text, isPlain);
    if (!isPlain) return this.add(text);
    if (text === '' && this.frames.length === 0) throw this.emptyText();
    const fault = whyAmbiguous(text);
    if (fault !== undefined) throw new Misplaced(fault, this.offset);
    this.add(this.plainValue(text));
  }

  private plainValue(text: string): JsonValue {
    try {
      return readPlain(text);
    } catch (error) {
      if (error instanceof DomainError) throw new Misplaced(error.message, this.offset);
      throw error;
    }
  }

  private takeKey(frame: ObjectFrame, key: string, isPlain: boolean): void {
    const fault = isPlain ? whyNoName(key) : undefined;
    if (fault !== undefined) throw new Misplaced(fault, this.offset);
    if (Object.hasOwn(frame.object, key)) throw this.duplicate(key);
    frame.key = key;
    frame.isAtKey = false;
  }

  /** The object that a name comes next in. */
  private frameAtKey(): ObjectFrame | undefined {
    const frame = this.frames.at(-1);
    return frame !== undefined && 'object' in frame && frame.isAtKey ? frame : undefined;
  }

  private add(value: JsonValue): void {
    const frame = this.frames.at(-1);
    if (frame === undefined) {
      this.root = value;
    } else if ('list' in frame) {
      frame.list.push(value);
    } else {
      setMember(frame.object, frame.key, value);
      frame.isAtKey = true;
    }
  }

  private duplicate(key: string): Misplaced {
    const path = this.frames.slice(0, -1).map((frame) => ('list' in frame ? `${frame.list.length - 1}` : frame.key));
    const { line } = new Places(this.text).at(findOffset(this.text, this.events, [...path, key]));
    return new Misplaced(`${JSON.stringify(key)} is written twice here: first in line ${line}`, this.offset);
  }

  private secondDocument(): Misplaced {
    const marker = /^(?:---|\.\.\.)(?=\s|$)/gm;
    marker.lastIndex = this.offset;
    return new Misplaced('the text holds several documents: leave one', marker.exec(this.text)?.index ?? this.offset);
  }

  private emptyText(): Misplaced {
    return new Misplaced('the text is empty: a document has at least format: "heksher/v1"', 0);
  }
}

function setMember(object: JsonObject, name: string, value: JsonValue): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Why a key without quotes is refused. A number is the text that it is written as. */
function whyNoName(key: string): string | undefined {
  if (key === '<<') return 'merge keys (<<) are not read: write the members out';
  if (key === '') return 'a member has no name: write "" if its name is empty';
  if (JSON_NUMBER.test(key)) return undefined;
  if (!isWord(key) && whyAmbiguous(key) === undefined) return undefined;
  return `YAML tools do not read ${key} as a text: quote it, as in "${key}"`;
}

function aliasAt(offset: number): Misplaced {
  return new Misplaced('anchors (&) and aliases (*) are not read: write the value out, or quote the text', offset);
}

function tagAt(text: string, start: number, end: number): Misplaced {
  const tag = text.slice(start, end);
  return new Misplaced(`tags such as ${tag} are not read: leave it out, and quote the value if it is a text`, start);
}
