import { isJsonObject, parseTolerantly } from '@heksher/domain';
import { readSnapshot, type FetchedSnapshot, type Snapshot } from './snapshot.js';

const FORMAT = 'heksher-client/1';

/** The text that a store keeps: the answer of the service, and when it came. */
export function printKept({ text }: FetchedSnapshot, savedAt: number): string {
  return JSON.stringify({ format: FORMAT, saved_at: savedAt, snapshot: text });
}

/** Reads what a store has kept. Throws if it is something else. */
export function readKept(text: string): { snapshot: Snapshot; savedAt: number } {
  const kept = parseTolerantly(text);
  if (!isJsonObject(kept) || kept.format !== FORMAT || typeof kept.snapshot !== 'string') {
    throw new TypeError('the store has something else than settings');
  }
  return { snapshot: readSnapshot(kept.snapshot), savedAt: Number(kept.saved_at) };
}
