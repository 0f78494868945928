import type { Action, Base, Plan, Touched } from '@heksher/domain';
import type { Author, Deadline, PlanBase, ReadAccess } from '@heksher/persistence';

/** The parts of a request besides the operations. */
export interface Intent {
  author: Author;
  /** Plans only. */
  isDryRun?: boolean;
  /** The idempotency key, and a hash of the request's content. */
  idempotency?: { key: string; hash: string } | undefined;
}

/** A request to carry out. */
export interface Request {
  /** The part of the state that the plan needs. */
  touched: Touched;
  /** Makes the plan. It has no other effect, since it may be called more than once. Throws the refusal. */
  plan: (base: Base) => Plan;
  intent: Intent;
  /** The action of a change of several entries; absent: that of the first one. */
  action?: Action;
  /** The answer to remember for an equal request with the same idempotency key, as JSON text. */
  answer?: (carried: Carried) => string;
  /** Throws if it may not be carried out at all. Called without the lock, unless an equal request was carried out before. */
  admit?: () => Promise<void>;
  /** Throws if it may not be carried out on the state that is locked. Called under the lock, before anything is written. */
  guard?: (access: ReadAccess) => Promise<void>;
  /** Whether it usually changes nothing, which is decided on the current state only. */
  isUsuallyUnchanged?: boolean;
  until?: Deadline;
}

/** The result of a request. */
export interface Carried {
  plan: Plan;
  /** The state on which the plan was made. */
  base: PlanBase;
  /** The sequence of the change; undefined if nothing has changed. In a dry run that of the state. */
  sequence: string | undefined;
  /** The revision after the change. */
  revision?: string;
}

/** The answer to an earlier, equal request with the same idempotency key, as JSON text. */
export interface Replayed {
  replayed: string;
}
