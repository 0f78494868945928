import { describe, shorten, type Evidence, type LoggedChange, type Recorded } from './history.js';
import { perform } from './model.js';
import { isSame, replay, tell, type Replay } from './replay.js';

/** Throws if no single order of changes explains the run. The message names the operation. */
export function check(evidence: Evidence): void {
  const replayed = replay(evidence);
  const latest = latestStates(evidence.history, replayed.seqOf);
  // The latest state that a finished operation has seen. Operations that begin now see no earlier one.
  let floor = 0;
  const seen = new Map<string, number>();
  for (const { one, isStart } of moments(evidence.history)) {
    if (isStart) {
      const window = { from: floor, to: latest.get(one.id) ?? floor };
      seen.set(one.id, place(one, window, replayed, evidence.log));
    } else if (one.answer !== 'unknown') {
      floor = Math.max(floor, seen.get(one.id) ?? 0);
    }
  }
}

interface Window {
  from: number;
  to: number;
}

/**
 * The place of an operation in the order: its own change, or else the first state that explains its answer. The first
 * is always the right choice, since it restricts later operations least.
 */
function place(one: Recorded, window: Window, { states, seqOf }: Replay, log: readonly LoggedChange[]): number {
  const own = seqOf.get(one.id);
  if (own !== undefined) {
    if (own > window.from) return own;
    throw new Error(`${describe(one)} began when state ${window.from} had been seen, yet made change ${own} before it`);
  }
  if (one.answer === 'unknown') return window.from;
  for (let seq = window.from; seq <= window.to; seq++) {
    const state = states[seq];
    const effect = state && perform(state, one.operation);
    if (effect && !effect.change && isSame(effect.answer, one.answer)) return seq;
  }
  throw new Error(whyUnexplained(one, window, { states, seqOf }, log));
}

function whyUnexplained(one: Recorded, { from, to }: Window, { states }: Replay, log: readonly LoggedChange[]): string {
  const answers = states.slice(from, to + 1).map((state, at) => {
    const { answer, change } = perform(state, one.operation);
    return `  in state ${from + at}: ${change ? `a ${change.action}, which is not in the log` : shorten(answer)}`;
  });
  const changes = log.slice(from, to).map((change) => `  between them: ${tell(change)}`);
  const where = `no state from ${from} to ${to} explains that; the model answers`;
  return [`${describe(one)}: ${where}`, ...answers, ...changes].join('\n');
}

/** The starts and ends of all operations, by time. At the same time starts come first, so the operations overlap. */
function moments(history: readonly Recorded[]): { one: Recorded; isStart: boolean }[] {
  const starts = history.map((one) => ({ one, isStart: true, at: one.start }));
  const ends = history.map((one) => ({ one, isStart: false, at: one.end }));
  return [...starts, ...ends].sort((a, b) => a.at - b.at || Number(b.isStart) - Number(a.isStart));
}

/** The last state that each operation can have seen: the one before the first change that began after its end. */
function latestStates(history: readonly Recorded[], seqOf: ReadonlyMap<string, number>): Map<string, number> {
  const makers = history.filter(({ id }) => seqOf.has(id));
  return new Map(
    history.map(({ id, end }) => {
      const later = makers.filter(({ start }) => start > end).map((maker) => seqOf.get(maker.id) ?? Infinity);
      return [id, Math.min(seqOf.size, ...later.map((seq) => seq - 1))];
    }),
  );
}
