import type { JsonValue, Path, SettingType } from '@heksher/domain';
import { whyNotAccepted } from '@heksher/domain';
import { words } from '../words/en.js';
import type { Draft, DraftOf, Entry, Item } from './draft.js';
import { readNumber, sentence } from './read-number.js';
import { readText } from './text-notation.js';

/** What is wrong in a draft, and where: the places of items, and the keys of entries. */
export interface DraftFault {
  path: Path;
  message: string;
}

/** The value of a draft, or its first fault. */
export type DraftReading = { value: JsonValue; fault?: undefined } | { fault: DraftFault };

/** Drafts are never changed, so those of a large value that stay are read once. */
const readings = new WeakMap<Draft, DraftReading>();

export function readDraft(type: SettingType, draft: Draft): DraftReading {
  const known = readings.get(draft);
  if (known) return known;
  const reading = read(type, draft);
  readings.set(draft, reading);
  return reading;
}

function read(type: SettingType, draft: Draft): DraftReading {
  switch (draft.kind) {
    case 'number':
      return located(readNumber(type, draft.text));
    case 'text':
      return located(readText(draft));
    case 'choice':
      return draft.chosen === undefined ? faulty(words.editors.notChosen) : { value: draft.chosen };
    case 'flags':
      return { value: [...draft.chosen] };
    case 'sequence':
      return readItems(type, draft);
    case 'mapping':
      return readEntries(type, draft);
    case 'misfit':
      return faulty(sentence(whyNotAccepted(type, draft.value)?.message ?? words.editors.misfit));
  }
}

function readItems(type: SettingType, { items }: DraftOf<'sequence'>): DraftReading {
  if (type.kind !== 'sequence') return faulty(words.editors.misfit);
  const values: JsonValue[] = [];
  for (const [at, item] of items.entries()) {
    const reading = readInner(type.of, item, at);
    if (reading.fault) return reading;
    values.push(reading.value);
  }
  return { value: values };
}

function readEntries(type: SettingType, { entries }: DraftOf<'mapping'>): DraftReading {
  if (type.kind !== 'mapping') return faulty(words.editors.misfit);
  const faults = keyFaults(entries);
  const members: [string, JsonValue][] = [];
  for (const [at, entry] of entries.entries()) {
    const key = keyOf(entry);
    const step = key === undefined || key === '' ? at : key;
    const message = faults.get(entry.id);
    if (message !== undefined) return { fault: { path: [step], message } };
    const reading = readInner(type.of, entry, step);
    if (reading.fault) return reading;
    members.push([key ?? '', reading.value]);
  }
  return { value: Object.fromEntries(members) };
}

/** Why keys cannot be as they are, by the ids of their entries. */
export function keyFaults(entries: readonly Entry[]): ReadonlyMap<number, string> {
  const faults = new Map<number, string>();
  const first = new Map<string, number>();
  for (const entry of entries) {
    const reading = readText(entry.key);
    if ('message' in reading) {
      faults.set(entry.id, reading.message);
      continue;
    }
    const key = String(reading.value);
    const earlier = first.get(key);
    if (key === '' && !entry.mayBeEmpty) faults.set(entry.id, words.editors.emptyKey);
    else if (earlier === undefined) first.set(key, entry.id);
    else for (const id of [earlier, entry.id]) faults.set(id, words.editors.repeatedKey);
  }
  return faults;
}

function keyOf({ key }: Entry): string | undefined {
  const reading = readText(key);
  return 'value' in reading ? String(reading.value) : undefined;
}

function readInner(type: SettingType, { draft }: Item, step: string | number): DraftReading {
  const reading = readDraft(type, draft);
  return reading.fault ? { fault: { ...reading.fault, path: [step, ...reading.fault.path] } } : reading;
}

function located(reading: { value: JsonValue } | { message: string }): DraftReading {
  return 'message' in reading ? faulty(reading.message) : reading;
}

function faulty(message: string): DraftReading {
  return { fault: { path: [], message } };
}

/** A fault as one text: its place and what is wrong. */
export function faultText({ path, message }: DraftFault): string {
  return path.length === 0 ? message : `${words.editors.place(path)}: ${message}`;
}
