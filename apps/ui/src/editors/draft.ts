import {
  isJsonNumber,
  isJsonObject,
  numberText,
  primitiveKey,
  accepts,
  type JsonPrimitive,
  type JsonValue,
  type Options,
  type SettingType,
} from '@heksher/domain';
import { notate, type Notated } from './text-notation.js';

/**
 * A value while it is edited: it holds what was typed, also if that is no value yet. Drafts are never changed, only
 * replaced, so an equal reference is an equal draft.
 */
export type Draft =
  | { kind: 'number'; text: string }
  | ({ kind: 'text' } & Notated)
  | { kind: 'choice'; chosen: JsonPrimitive | undefined }
  | { kind: 'flags'; chosen: readonly JsonPrimitive[] }
  | { kind: 'sequence'; items: readonly Item[] }
  | { kind: 'mapping'; entries: readonly Entry[] }
  /** A value that is not of the type, as other programs may write it. */
  | { kind: 'misfit'; value: JsonValue };

export type DraftOf<Kind extends Draft['kind']> = Extract<Draft, { kind: Kind }>;

/** The id stays with an item wherever it moves, so that the focus stays with it. */
export interface Item {
  id: number;
  draft: Draft;
}

export interface Entry extends Item {
  key: Notated;
  /** An empty key is a slip, unless it was there before. */
  mayBeEmpty: boolean;
}

let latestId = 0;

export function newId(): number {
  return ++latestId;
}

/** The draft of a value. */
export function draftOf(type: SettingType, value: JsonValue): Draft {
  switch (type.kind) {
    case 'int':
    case 'float':
      return isJsonNumber(value) ? { kind: 'number', text: numberText(value) } : { kind: 'misfit', value };
    case 'str':
      return typeof value === 'string' ? { kind: 'text', ...notate(value) } : { kind: 'misfit', value };
    case 'bool':
    case 'enum':
      return accepts(type, value) ? { kind: 'choice', chosen: value as JsonPrimitive } : { kind: 'misfit', value };
    case 'flags':
      return accepts(type, value) ? { kind: 'flags', chosen: value as JsonPrimitive[] } : { kind: 'misfit', value };
    case 'sequence':
      return Array.isArray(value)
        ? { kind: 'sequence', items: value.map((item) => newItem(draftOf(type.of, item))) }
        : { kind: 'misfit', value };
    case 'mapping':
      return isJsonObject(value) ? { kind: 'mapping', entries: entriesOf(type.of, value) } : { kind: 'misfit', value };
  }
}

/** The draft of a value that nobody has given yet. */
export function emptyDraft(type: SettingType): Draft {
  switch (type.kind) {
    case 'int':
    case 'float':
      return { kind: 'number', text: '' };
    case 'str':
      return { kind: 'text', text: '', notation: 'line' };
    case 'bool':
    case 'enum':
      return { kind: 'choice', chosen: undefined };
    case 'flags':
      return { kind: 'flags', chosen: [] };
    case 'sequence':
      return { kind: 'sequence', items: [] };
    case 'mapping':
      return { kind: 'mapping', entries: [] };
  }
}

export function newItem(draft: Draft): Item {
  return { id: newId(), draft };
}

export function newEntry(draft: Draft, key = ''): Entry {
  return { id: newId(), key: notate(key), mayBeEmpty: false, draft };
}

/** The same draft with new ids for everything in it. */
export function copyOf(draft: Draft): Draft {
  switch (draft.kind) {
    case 'sequence':
      return { kind: 'sequence', items: draft.items.map((item) => newItem(copyOf(item.draft))) };
    case 'mapping':
      return {
        kind: 'mapping',
        entries: draft.entries.map((entry) => ({ ...entry, ...newItem(copyOf(entry.draft)) })),
      };
    case 'number':
    case 'text':
    case 'choice':
    case 'flags':
    case 'misfit':
      return draft;
  }
}

/** The entries of an object. */
export function entriesOf(type: SettingType, object: { [key: string]: JsonValue }): Entry[] {
  return Object.entries(object).map(([key, item]) => ({ ...newEntry(draftOf(type, item), key), mayBeEmpty: true }));
}

/** Chooses an option, or no longer. What was there keeps its place until something is added: then it is the type's order. */
export function withFlag(chosen: readonly JsonPrimitive[], options: Options, key: string): JsonPrimitive[] {
  const keys = new Set(chosen.map(primitiveKey));
  if (keys.has(key)) return chosen.filter((option) => primitiveKey(option) !== key);
  return [...options].filter(([other]) => other === key || keys.has(other)).map(([, option]) => option);
}

/** Moves the item with an id to a place. */
export function moved<Kept extends Item>(items: readonly Kept[], id: number, to: number): readonly Kept[] {
  const from = items.findIndex((item) => item.id === id);
  const item = items[from];
  const place = Math.max(0, Math.min(items.length - 1, to));
  if (!item || place === from) return items;
  const others = items.filter((other) => other.id !== id);
  return [...others.slice(0, place), item, ...others.slice(place)];
}
