import { isDeepStrictEqual } from 'node:util';
import { describe, shorten, type Evidence, type LoggedChange, type Recorded } from './history.js';
import { perform } from './model.js';
import { isMutation } from './operations.js';
import { EMPTY, contentOf, type State } from './state.js';

/** The run in the order of the log. */
export interface Replay {
  /** The state after each change; the first is the empty one. */
  states: readonly State[];
  /** The change that each operation made, by the operation's id. */
  seqOf: ReadonlyMap<string, number>;
}

/**
 * Replays the operations that made changes, in the order of the log. Throws if the log is no chain, a change is
 * not the effect of exactly one recorded operation on the state before it, or the tables are not in the last state.
 */
export function replay({ history, log, stored }: Evidence): Replay {
  const recorded = new Map(history.map((one) => [one.id, one]));
  const states: State[] = [{ ...EMPTY, revision: log[0]?.parent ?? null }];
  const seqOf = new Map<string, number>();
  for (const change of log) {
    const one = recorded.get(change.actor ?? '');
    if (!one || !isMutation(one.operation)) throw new Error(`nobody has asked for ${tell(change)}`);
    if (seqOf.has(one.id)) throw new Error(`change ${seqOf.get(one.id)} was made a second time: ${tell(change)}`);
    seqOf.set(one.id, change.seq);
    states.push(stateAfter(change, states.at(-1) ?? EMPTY, one));
    if (change.seq !== states.length - 1) throw new Error(`the log has a gap before ${tell(change)}`);
  }
  const last = contentOf(states.at(-1) ?? EMPTY);
  if (!isSame(stored, last)) throw new Error(`the tables differ from what the log led to: ${differing(stored, last)}`);
  return { states, seqOf };
}

function stateAfter(change: LoggedChange, before: State, one: Recorded): State {
  if (change.parent !== before.revision) throw new Error(`the log's chain is broken at ${tell(change)}`);
  const { rule_id: ruleId } = (change.after ?? {}) as { rule_id?: number };
  const effect = perform(before, one.operation, ruleId);
  const { action, settings, before: was, after: is } = change;
  const logged = { action, settings, before: was ?? undefined, after: is ?? undefined };
  if (!isSame(logged, effect.change)) {
    throw new Error(`${describe(one)} made ${tell(change)}, where the model has ${shorten(effect.change)}`);
  }
  if (one.answer !== 'unknown' && !isSame(one.answer, effect.answer)) {
    throw new Error(`${describe(one)} made ${tell(change)}, for which the answer is ${shorten(effect.answer)}`);
  }
  return { ...effect.state, revision: change.id };
}

/** Whether two values are the same JSON, whatever the order of members. */
export function isSame(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(asJson(left), asJson(right));
}

function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function differing(stored: object, expected: object): string {
  const pairs = Object.entries(expected).map(([name, value]) => [name, stored[name as keyof object], value]);
  const found = pairs.filter(([, left, right]) => !isSame(left, right));
  return found.map(([name, left, right]) => `${name} are ${shorten(left)}, not ${shorten(right)}`).join('; ');
}

export function tell({ seq, action, settings, actor, before, after }: LoggedChange): string {
  return `change ${seq} (${action} of ${settings ?? 'all'} by ${actor}: ${shorten(before)} → ${shorten(after)})`;
}
