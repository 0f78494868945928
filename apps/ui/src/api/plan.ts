import type { JsonValue } from '@heksher/domain';
import { ask, type Query } from './http.js';
import type { ImpactEntry, LatestChange, Operation } from './types.js';

/** One difference between the service and a document. A setting is null for the list of context features. */
export interface PlannedChange {
  setting: string | null;
  /** What differs, of the setting or of a rule; absent for a whole setting and for the value of a rule. */
  attribute?: string;
  /** The conditions of a rule. */
  when?: Record<string, string>;
  /** Absent for what does not exist yet. */
  before?: JsonValue;
  /** Absent for what is deleted. */
  after?: JsonValue;
  /** The change that made the present value; null if it is older than the log. */
  last_changed?: LatestChange | null;
}

export interface PlanOptions {
  /** Deletes rules in the scope that the document lacks. */
  prune: boolean;
  /** Deletes settings in the scope, too. */
  pruneSettings: boolean;
}

/** What a document would change. */
export interface Plan {
  /** The sequence of the state that it was compared with. */
  based_on: number;
  /** What a change set would have to do. */
  operations: Operation[];
  summary: Record<'created' | 'changed' | 'deleted' | 'unchanged', number>;
  changes: PlannedChange[];
  impact: ImpactEntry[];
  impact_truncated: boolean;
  warnings: string[];
}

/** Compares a document with the service. Nothing is written. Throws a `Failure`, whose faults point into `/document`. */
export async function planDocument(document: JsonValue, { prune, pruneSettings }: PlanOptions): Promise<Plan> {
  const body = { document, prune, prune_settings: prune && pruneSettings };
  return (await ask<Plan>('api/v1/plan', { method: 'POST', body })).body;
}

/** Settings with their rules as a document. */
export async function exportDocument(query: Query): Promise<JsonValue> {
  return (await ask<JsonValue>('api/v1/export', { query })).body;
}
