import type { BaseSetting } from './base.js';
import type { Draft } from './draft.js';

/** What an operation is about, as the base has it, for the check of its precondition. */
export type Subject =
  /** A rule that a client may have read by its id, or among the rules of its setting. */
  | { kind: 'rule'; setting: BaseSetting | undefined; ruleId: number }
  /** All rules of a setting: for an operation that finds its rule by its conditions. */
  | { kind: 'rules'; setting: BaseSetting | undefined }
  /** A setting; undefined if the base does not have it. */
  | { kind: 'setting'; setting: BaseSetting | undefined }
  /** The list of context features. */
  | { kind: 'features'; features: readonly string[] };

/** What the functions that judge operations share. */
export interface Judging {
  draft: Draft;
  /** Throws unless the precondition of the operation holds. Called once the subject is found. */
  check: (subject: Subject) => void;
}
