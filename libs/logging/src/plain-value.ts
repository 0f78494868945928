import { redact } from './redact.js';
import { MASK, isSecretHeader, isSecretKey } from './secrets.js';

/** A JSON value. */
export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

const MAX_DEPTH = 12;
const MAX_VALUES = 10_000;
const MAX_CHARACTERS = 2 * 1024 * 1024;

/** The remaining budget for one record, and the objects that contain the current value. */
interface Walk {
  values: number;
  characters: number;
  ancestors: Set<object>;
}

/**
 * The value as JSON, with secrets masked; undefined if JSON would leave it out. It answers any value (circular, exact
 * integers, getters that throw, gigabytes of text) in a bounded size.
 */
export function toPlain(value: unknown): Plain | undefined {
  return plain(value, { values: MAX_VALUES, characters: MAX_CHARACTERS, ancestors: new Set() });
}

function plain(value: unknown, walk: Walk): Plain | undefined {
  switch (typeof value) {
    case 'string':
      return text(value, walk);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'undefined':
      return undefined;
    case 'object':
      return value === null ? null : nested(value, walk);
    case 'function':
      return text(`[function ${value.name}]`, walk);
    default:
      return text(String(value), walk); // bigint, symbol
  }
}

function text(value: string, walk: Walk): string {
  const clean = redact(value); // before the cut, which could separate a password from its @
  const kept = clean.slice(0, walk.characters);
  walk.characters -= kept.length;
  return kept.length === clean.length ? kept : `${kept}… (${clean.length - kept.length} characters more)`;
}

function nested(value: object, walk: Walk): Plain | undefined {
  if (walk.ancestors.has(value)) return '[circular]';
  if (walk.ancestors.size >= MAX_DEPTH) return '[too deep]';
  walk.ancestors.add(value);
  try {
    return contents(value, walk);
  } catch {
    return '[unreadable]';
  } finally {
    walk.ancestors.delete(value);
  }
}

function contents(value: object, walk: Walk): Plain | undefined {
  if (value instanceof Error) return entries(describeError(value), walk);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON(), walk);
  if (Array.isArray(value)) return items(value, walk);
  if (value instanceof Set) return items([...value], walk);
  if (value instanceof Map) return entries([...value], walk);
  return entries(Object.entries(value), walk);
}

function describeError(error: Error): [string, unknown][] {
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  const errors = error instanceof AggregateError ? error.errors : undefined;
  return Object.entries({ name, message, code, stack, cause, errors });
}

function items(values: unknown[], walk: Walk): Plain[] {
  const kept: Plain[] = [];
  for (const value of values) {
    if (walk.values-- <= 0) return [...kept, `… (${values.length - kept.length} values more)`];
    // Node lists raw headers as names and values in turn.
    const isSecret = typeof value === 'string' && isSecretHeader(values[kept.length - 1]);
    kept.push(isSecret ? MASK : (plain(value, walk) ?? null));
  }
  return kept;
}

function entries(fields: [unknown, unknown][], walk: Walk): { [key: string]: Plain } {
  const kept: [string, Plain][] = [];
  for (const [key, value] of fields) {
    if (walk.values-- <= 0) {
      kept.push(['…', `${fields.length - kept.length} fields more`]);
      break;
    }
    const name = text(String(key), walk);
    const isSecret = isSecretKey(name) && (typeof value === 'string' || Array.isArray(value));
    const shown = isSecret ? MASK : plain(value, walk);
    if (shown !== undefined) kept.push([name, shown]);
  }
  return Object.fromEntries(kept);
}
