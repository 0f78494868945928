import { readContent, type Content, type PastState } from '@heksher/domain';
import { setImmediate as pause } from 'node:timers/promises';
import type { HistoryRepository, HistorySelection } from './history.repository.js';

/** The milliseconds of work after which other requests get their turn. */
const SLICE_MS = 15;

export interface Walk extends Omit<HistorySelection, 'before'> {
  /** The sequence of the state to begin with. */
  head: bigint;
}

/**
 * Takes changes back, newest first, down to the state right after `after`. It keeps one page of the log in memory.
 * Stops at a change whose content is incomplete and returns its sequence; undefined if there was none.
 */
export async function walkBack(history: HistoryRepository, state: PastState, walk: Walk): Promise<bigint | undefined> {
  const { head, ...selection } = walk;
  const pacer = new Pacer();
  const filter = { isWithoutRules: walk.isWithoutRules, names: walk.names && new Set(walk.names) };
  let before = head + 1n;
  for (;;) {
    const page = await history.listPage({ ...selection, before });
    for (const change of page) {
      before = BigInt(change.seq);
      if (!(await takeBack(state, readContent(change, filter), pacer))) return before;
    }
    if (page.length === 0) return undefined;
  }
}

/** Takes one change back, in slices. False if its content is incomplete. */
export async function takeBack(state: PastState, content: Content, pacer = new Pacer()): Promise<boolean> {
  if (content.kind !== 'entries') return state.takeBack(content);
  for (let at = content.entries.length - 1; at >= 0; at--) {
    const entry = content.entries[at]?.();
    if (!entry) return false;
    state.takeBackEntry(entry);
    await pacer.next();
  }
  return true;
}

/** Gives other requests their turn now and then. */
export class Pacer {
  private since = performance.now();

  async next(): Promise<void> {
    if (performance.now() - this.since < SLICE_MS) return;
    await pause();
    this.since = performance.now();
  }
}
