import { evaluate, type Evaluation } from './evaluation.js';
import { jsonEquals, parseStoredJson } from './json.js';
import type { Context, Ruleset } from './ruleset.js';

/** The values of a setting in contexts, in their order. */
export function compareContexts(ruleset: Ruleset, contexts: readonly Context[]): Evaluation[] {
  return contexts.map((context) => evaluate(ruleset, context));
}

/** Whether not all values are equal as JSON, wherever they come from. */
export function haveDifferentValues([first, ...others]: readonly Evaluation[]): boolean {
  return first !== undefined && others.some(({ value }) => !areEqual(first.value, value));
}

function areEqual(a: string, b: string): boolean {
  return a === b || jsonEquals(parseStoredJson(a), parseStoredJson(b));
}
