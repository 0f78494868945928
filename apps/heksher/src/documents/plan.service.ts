import { Injectable } from '@nestjs/common';
import {
  FaultList,
  RefusedOperations,
  isInScope,
  judgeOperations,
  namesInDocument,
  planDocument,
  type Base,
  type Document,
  type DocumentOperation,
  type DocumentPlan,
  type JudgedOperations,
  type Path,
} from '@heksher/domain';
import { Database, Deadline, REQUEST_MS, RulesetCache, type LatestChange } from '@heksher/persistence';
import { inSlices } from '../http/body/in-slices.js';
import { findImpact, type FoundImpact } from '../mutations/impact.js';
import { findLastChanges } from './last-changes.js';
import { inDocument, type PlanRequest } from './plan-request.js';

/** What a document would change. */
export interface PlannedDocument extends DocumentPlan {
  /** The sequence of the state that was compared; undefined if the database has lost its head. */
  basedOn: string | undefined;
  impact: FoundImpact;
  /** The last change of each subject of `changes`. */
  lastChanges: ReadonlyMap<object, LatestChange>;
}

/** A large document may take longer than other requests, by so many milliseconds for each setting and rule. */
const MS_FOR_EACH = 0.2;

/** Plans documents. */
@Injectable()
export class PlanService {
  constructor(
    private readonly rulesets: RulesetCache,
    private readonly database: Database,
  ) {}

  /**
   * Compares the current state with a document. It writes nothing. Throws the refusals of everything that could not be
   * applied, with their paths in the request.
   */
  async plan(request: PlanRequest): Promise<PlannedDocument> {
    const until = new Deadline(REQUEST_MS + MS_FOR_EACH * sizeOf(request.document));
    const base = await this.readBase(request, until);
    const { planned, plan } = await this.compare(base, request);
    const impact = await findImpact(plan, base);
    const subjects = planned.changes.flatMap(({ subject }) => (subject ? [subject] : []));
    const lastChanges = await findLastChanges(this.database, subjects, until);
    return { ...planned, basedOn: base.sequence, impact, lastChanges };
  }

  /** The state of everything that the document may be about. */
  private async readBase({ document, prune }: PlanRequest, until: Deadline) {
    const { list } = await this.rulesets.readList({ until });
    const all = list.settings.map(({ name }) => name);
    // Another order of the context features may change the values of any setting.
    const inScope = document.features ? all : prune ? all.filter((name) => isInScope(name, document.prefixes)) : [];
    const names = namesInDocument(document, inScope);
    return this.rulesets.plans.read({ names, ruleIds: [], everySetting: inScope.length > 0 }, until);
  }

  private async compare(base: Base, request: PlanRequest): Promise<{ planned: DocumentPlan; plan: JudgedOperations }> {
    try {
      const planned = await inSlices(planDocument(base, request.document, request));
      return { planned, plan: await judgeAll(base, planned.operations) };
    } catch (error) {
      throw inDocument(error);
    }
  }
}

function sizeOf({ settings }: Document): number {
  return settings.reduce((sum, { rules = [] }) => sum + 1 + rules.length, 0);
}

/** Judges the operations of a document. A refusal says where in the document its operation comes from. */
async function judgeAll(base: Base, operations: readonly DocumentOperation[]): Promise<JudgedOperations> {
  try {
    return await inSlices(judgeOperations(base, operations));
  } catch (error) {
    if (!(error instanceof RefusedOperations)) throw error;
    const faults = new FaultList();
    for (const { n, error: refusal } of error.refusals) {
      const path = operations[n]?.path ?? [];
      const located = refusal.faults.map((fault) => ({ ...fault, path: inSetting(fault.path ?? []) }));
      faults.add(path, located.length > 0 ? refusal.at(located) : refusal);
    }
    faults.assertNone();
    throw error;
  }
}

/** A path in an operation as a path in the setting or rule of the document. */
function inSetting([member, ...rest]: Path): Path {
  if (member === undefined || member === 'setting' || member === 'name' || member === 'alias') return [];
  return member === 'feature_values' ? ['when', ...rest] : [member, ...rest];
}
