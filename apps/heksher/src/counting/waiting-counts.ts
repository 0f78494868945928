import type { UseCount, WinCount } from '@heksher/persistence';
import type { Counted } from './use-counts.js';

/** The most rows of each kind that wait for the database, some 50 MB. */
const MOST_WAITING = 200_000;

/** The most rows of each kind that are written at once. */
const BATCH = 5000;

/** Counts that are still to be written, one row for each name, client, kind and day, and for each rule and day. */
export class WaitingCounts {
  private readonly uses = new Map<string, UseCount>();
  private readonly wins = new Map<string, WinCount>();
  /** How many uses were dropped because too many rows were waiting. */
  dropped = 0;

  /** How many rows are waiting. */
  get size(): number {
    return this.uses.size + this.wins.size;
  }

  /** Adds to the rows that wait. */
  add({ uses, wins }: Counted): void {
    for (const one of uses) {
      const key = `${one.name}\n${one.client}\n${one.kind}\n${one.day}`;
      const old = this.uses.get(key);
      if (old) this.uses.set(key, joinUses(old, one));
      else if (this.uses.size < MOST_WAITING) this.uses.set(key, one);
      else this.dropped += one.hits;
    }
    for (const one of wins) {
      const key = `${one.rule}\n${one.day}`;
      const old = this.wins.get(key);
      if (old) this.wins.set(key, { ...one, wins: old.wins + one.wins, lastAt: latest(old.lastAt, one.lastAt) });
      else if (this.wins.size < MOST_WAITING) this.wins.set(key, one);
    }
  }

  /** Takes some of the rows out; undefined if none is waiting. */
  takeBatch(): Counted | undefined {
    if (this.size === 0) return undefined;
    return { uses: takeSome(this.uses), wins: takeSome(this.wins) };
  }
}

function takeSome<Row>(rows: Map<string, Row>): Row[] {
  const taken: Row[] = [];
  for (const [key, row] of rows) {
    if (taken.length >= BATCH) break;
    taken.push(row);
    rows.delete(key);
  }
  return taken;
}

function joinUses(old: UseCount, one: UseCount): UseCount {
  const firstAt = old.firstAt < one.firstAt ? old.firstAt : one.firstAt;
  return { ...one, hits: old.hits + one.hits, firstAt, lastAt: latest(old.lastAt, one.lastAt) };
}

function latest(one: Date, other: Date): Date {
  return one > other ? one : other;
}
