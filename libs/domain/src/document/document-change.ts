import type { JsonValue } from '../json.js';
import type { Condition } from '../rule.js';

/** What a difference is about in the state as it is: a setting or an attribute of it, a rule, or the context features. */
export type ChangedSubject =
  | { kind: 'setting'; setting: string; attribute: string | undefined }
  | { kind: 'rule'; setting: string; ruleId: number }
  | { kind: 'features' };

/** A difference between the state and a document. */
export interface DocumentChange {
  /** The canonical name; undefined for the list of context features. */
  setting: string | undefined;
  /** Of a rule, in feature order. */
  conditions?: readonly Condition[];
  /** Absent: the setting itself, or the value of the rule. */
  attribute?: string;
  /** Absent: it does not exist. */
  before?: JsonValue;
  /** Absent: it goes. */
  after?: JsonValue;
  /** Undefined if it does not exist yet. */
  subject: ChangedSubject | undefined;
}

/** How many settings, rules and lists of context features a plan creates, changes, deletes and leaves. */
export interface DocumentSummary {
  created: number;
  changed: number;
  deleted: number;
  unchanged: number;
}
