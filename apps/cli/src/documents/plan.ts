import { isJsonObject, type JsonObject, type JsonValue } from '@heksher/domain';
import type { ImpactEntry } from '../output/impact-lines.js';

/** The latest change of a thing. */
export interface LastChanged {
  sequence: number;
  at: string;
  actor: string | null;
}

/** A difference of two states: of a setting, of an attribute, of a rule or of a rule's metadata. */
export interface PlannedChange {
  /** Null for the list of context features. */
  setting: string | null;
  /** The conditions, if it is about a rule. */
  when?: Record<string, string>;
  attribute?: string;
  /** Absent for what is made. */
  before?: JsonValue;
  /** Absent for what is deleted. */
  after?: JsonValue;
  last_changed?: LastChanged | null;
}

/** The answer of `POST /plan`. */
export interface Plan {
  /** Null while the database of the service has lost its place in the log. */
  based_on: number | null;
  operations: JsonObject[];
  summary: { created: number; changed: number; deleted: number; unchanged: number };
  changes: PlannedChange[];
  impact: ImpactEntry[];
  impact_truncated: boolean;
  warnings: string[];
}

const FORMAT = 'heksher-plan/v1';

/** A plan as it is saved: with the service that it was made for. */
export function savedPlan(plan: Plan, service: URL): JsonObject {
  return { format: FORMAT, service: service.href, ...(plan as unknown as JsonObject) };
}

/** Reads a saved plan; undefined if the value is none. */
export function readSavedPlan(value: JsonValue): { plan: Plan; service: string } | undefined {
  if (!isJsonObject(value) || value['format'] !== FORMAT) return undefined;
  const { operations, based_on, service, changes, summary } = value;
  const isWhole =
    Array.isArray(operations) && Array.isArray(changes) && typeof based_on === 'number' && isJsonObject(summary);
  if (!isWhole || typeof service !== 'string') return undefined;
  return { plan: value as unknown as Plan, service };
}
