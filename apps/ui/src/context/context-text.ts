import { DomainError, parseContextList, type Context } from '@heksher/domain';

/** Any value, where rules are looked for by their conditions. */
export const ANY_VALUE = '*';

/** Reads the context of an address, such as `account:jim,theme:dark`. A text of another form is an empty context. */
export function readContext(text: string | undefined): Context {
  try {
    return parseContextList(text ?? '', 'context');
  } catch (error) {
    if (error instanceof DomainError) return new Map();
    throw error;
  }
}

/** The text of a context for an address; empty for an empty one. */
export function printContext(context: Context): string {
  return [...context].map(([feature, value]) => `${feature}:${value}`).join();
}

/** A context with another value of a feature; without the feature if the value is empty. */
export function withValue(context: Context, feature: string, value: string): Context {
  const changed = new Map(context);
  if (value === '') changed.delete(feature);
  else changed.set(feature, value);
  return changed;
}
