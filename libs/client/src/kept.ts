import { isJsonObject, parseTolerantly } from '@heksher/domain';
import type { Reports } from './hooks.js';
import { readSnapshot, type FetchedSnapshot, type Snapshot } from './snapshot.js';
import type { Store } from './store.js';

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
  const savedAt = Number(kept.saved_at);
  if (!Number.isFinite(savedAt)) throw new TypeError('the store has settings without the time when they were saved');
  return { snapshot: readSnapshot(kept.snapshot), savedAt };
}

/** Saves snapshots one after the other. Of those that come while the store is busy, the newest is saved. */
export class Saver {
  private waiting: string | undefined;
  private saving: Promise<void> | undefined;

  constructor(
    private readonly store: Store,
    private readonly reports: Reports,
  ) {}

  save(snapshot: FetchedSnapshot): void {
    this.waiting = printKept(snapshot, Date.now());
    this.saving ??= this.saveAll();
  }

  /** Resolves once all is saved. Never throws. */
  async saved(): Promise<void> {
    await this.saving;
  }

  private async saveAll(): Promise<void> {
    for (let text = this.waiting; text !== undefined; text = this.waiting) {
      this.waiting = undefined;
      try {
        await this.store.save(text);
      } catch (error) {
        this.reports.failed(error);
      }
    }
    this.saving = undefined;
  }
}
