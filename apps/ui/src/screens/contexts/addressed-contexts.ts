import { printContext, readContext } from '../../context/context-text.js';

/** The parameters of the address that have the contexts. */
export const LETTERS = ['a', 'b', 'c', 'd'] as const;

export type Addressed = Partial<Record<(typeof LETTERS)[number], string | undefined>>;

/** An empty context among several: a parameter without a text would be left out. */
const EMPTY = 'none';

/** The texts of the contexts of an address. There is always one, which may be empty. */
export function readContexts(address: Addressed): string[] {
  const texts = LETTERS.map((letter) => address[letter]).map((text, at) =>
    text === undefined && at > 0 ? undefined : printContext(readContext(text)),
  );
  return texts.filter((text) => text !== undefined);
}

/** The parameters that have these contexts, and no others. */
export function addressContexts(texts: readonly string[]): Addressed {
  return Object.fromEntries(
    LETTERS.map((letter, at) => {
      const text = texts[at];
      return [letter, text === '' && texts.length > 1 ? EMPTY : text];
    }),
  );
}
