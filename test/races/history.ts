import type { Answer, Operation } from './operations.js';
import { requestOf } from './requests.js';

/** An operation as its client saw it. All times come from one clock. */
export interface Recorded {
  /** Unique, and the actor of the change that it makes: `writer-3#17`. */
  id: string;
  replica: string;
  operation: Operation;
  start: number;
  end: number;
  /** `unknown` if the connection broke, or the answer says that the service had lost the database. */
  answer: Answer | 'unknown';
}

/** A change as the log has it. */
export interface LoggedChange {
  seq: number;
  id: string;
  parent: string | null;
  actor: string | null;
  action: string;
  settings: string[] | null;
  before: unknown;
  after: unknown;
}

/** Everything recorded in a run. */
export interface Evidence {
  history: readonly Recorded[];
  /** Ordered by `seq`. */
  log: readonly LoggedChange[];
  /** The content of the tables at the end, in the shape of `contentOf`. */
  stored: object;
}

const LONGEST = 600;

/** An operation and its answer, in one line. */
export function describe({ id, replica, operation, answer, start, end }: Recorded): string {
  const { method, path, body } = requestOf(operation);
  const asked = `${id} (${operation.kind}: ${method} ${path}${body ? ` ${shorten(body)}` : ''}`;
  const times = `${start.toFixed(1)}–${end.toFixed(1)} ms`;
  return `${asked}; on ${replica}, ${times}; answered ${shorten(answer)})`;
}

export function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
