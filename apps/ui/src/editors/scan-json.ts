import { NESTED_TOO_DEEP, type Path } from '@heksher/domain';
import { words } from '../words/en.js';

/** A part of a JSON text: from its first character to behind its last one. */
export interface Span {
  from: number;
  to: number;
}

/** A value in a JSON text, with the places of what is in it. */
export interface Node extends Span {
  inner: { step: string | number; key?: Span; node: Node }[];
  isNumber: boolean;
}

/** Why a text is not JSON, and where. */
export class JsonFault extends Error {
  constructor(
    message: string,
    readonly span: Span,
  ) {
    super(message);
  }
}

/** As deep as the domain lets JSON be nested. */
const MAX_DEPTH = 200;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;
const WORD = /[^\s,:"{}[\]]+/y;

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

const STRING_START = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;

/**
 * Finds the places of everything in a JSON text. It reads no values: that is for `parseJson`, which says no places. Throws a
 * `JsonFault` at the first character that cannot be there.
 */
export function scanJson(text: string): Node {
  return new Scanner(text).scan();
}

class Scanner {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  scan(): Node {
    const node = this.value();
    this.space();
    if (this.at < this.text.length) this.fail(words.editors.json.afterEnd);
    return node;
  }

  private value(): Node {
    this.space();
    const char = this.text[this.at];
    if (char === undefined) return this.fail(words.editors.json.end);
    if (char === '[' || char === '{') return this.nested(char === '[' ? () => this.array() : () => this.object());
    if (char === '"') return { ...this.string(), inner: [], isNumber: false };
    return this.word();
  }

  private nested(read: () => Node): Node {
    if (++this.depth > MAX_DEPTH) this.fail(`${NESTED_TOO_DEEP}.`);
    const node = read();
    this.depth--;
    return node;
  }

  private array(): Node {
    const from = this.at++;
    const inner: Node['inner'] = [];
    if (!this.take(']')) {
      do inner.push({ step: inner.length, node: this.value() });
      while (this.take(','));
      this.close(']');
    }
    return { from, to: this.at, inner, isNumber: false };
  }

  private object(): Node {
    const from = this.at++;
    const inner: Node['inner'] = [];
    if (!this.take('}')) {
      do inner.push(this.member());
      while (this.take(','));
      this.close('}');
    }
    return { from, to: this.at, inner, isNumber: false };
  }

  private member(): Node['inner'][number] {
    this.space();
    if (this.text[this.at] !== '"') this.fail(words.editors.json.key);
    const key = this.string();
    if (!this.take(':')) this.fail(words.editors.json.colon);
    const step = JSON.parse(this.text.slice(key.from, key.to)) as string;
    return { step, key, node: this.value() };
  }

  private string(): Span {
    const from = this.at;
    const to = this.match(STRING);
    if (to !== undefined) {
      this.at = to;
      return { from, to };
    }
    this.at = this.match(STRING_START) ?? from;
    const char = this.text[this.at];
    if (char === undefined) return this.fail(words.editors.json.openString, { from, to: this.at });
    return this.fail(char === '\\' ? words.editors.json.escape : words.editors.json.control);
  }

  private word(): Node {
    const from = this.at;
    const number = this.match(NUMBER);
    const to = number ?? this.match(WORD) ?? from + 1;
    const word = this.text.slice(from, to);
    if (number === undefined && !['true', 'false', 'null'].includes(word)) {
      const isClosing = word === ']' || word === '}' || word === ',';
      this.fail(isClosing ? words.editors.json.missing(word) : words.editors.json.unknown(word), { from, to });
    }
    this.at = to;
    return { from, to, inner: [], isNumber: number !== undefined };
  }

  private close(bracket: ']' | '}'): void {
    if (!this.take(bracket)) this.fail(words.editors.json.separator(bracket));
  }

  private take(char: string): boolean {
    this.space();
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private space(): void {
    this.at = this.match(SPACE) ?? this.at;
  }

  /** Where a match that begins here ends. */
  private match(pattern: RegExp): number | undefined {
    pattern.lastIndex = this.at;
    return pattern.test(this.text) ? pattern.lastIndex : undefined;
  }

  private fail(message: string, span: Span = { from: this.at, to: Math.min(this.at + 1, this.text.length) }): never {
    throw new JsonFault(message, span);
  }
}

/** The part of a text to which a path leads, or to which as much of it leads as there is. */
export function nodeAt(node: Node, path: Path): Node {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  // The last of repeated members counts.
  const found = node.inner.findLast((inner) => inner.step === step);
  return found ? nodeAt(found.node, rest) : node;
}

/** The first member whose key an earlier one in the same object has. */
export function findRepeatedKey({ inner }: Node): Span | undefined {
  const keys = new Set<string | number>();
  for (const { step, key, node } of inner) {
    if (key && keys.has(step)) return key;
    keys.add(step);
    const found = findRepeatedKey(node);
    if (found) return found;
  }
  return undefined;
}

/** The numbers of a text, in order. */
export function* numbersIn(node: Node): Generator<Node> {
  if (node.isNumber) yield node;
  for (const { node: inner } of node.inner) yield* numbersIn(inner);
}
