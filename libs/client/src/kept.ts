import { isJsonObject, parseTolerantly } from '@heksher/domain';
import { joinSnapshots, readSnapshot, type FetchedSnapshot, type Snapshot } from './snapshot.js';

const FORMAT = 'heksher-client/1';

/** The text that a store keeps: the answers of the service, and when they came. */
export function printKept({ texts }: FetchedSnapshot, savedAt: number): string {
  return JSON.stringify({ format: FORMAT, saved_at: savedAt, parts: texts });
}

/** Reads what a store has kept. Throws if it is something else. */
export function readKept(text: string): { snapshot: Snapshot; savedAt: number } {
  const kept = parseTolerantly(text);
  if (!isJsonObject(kept) || kept.format !== FORMAT || !Array.isArray(kept.parts)) {
    throw new TypeError('the store has something else than settings');
  }
  const parts = kept.parts.map((part) => readSnapshot(String(part)));
  return { snapshot: joinSnapshots(parts), savedAt: Number(kept.saved_at) };
}
