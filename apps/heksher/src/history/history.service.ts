import { Injectable } from '@nestjs/common';
import {
  ConflictingHistory,
  DomainError,
  assertItemsPermitted,
  assertRole,
  changesTokensOnly,
  deltaOf,
  planRestore,
  planUndo,
  readContent,
  snapshotOf,
  touchedByRestore,
  touchedByUndo,
  touchedNames,
  type Delta,
  type Plan,
  type Principal,
} from '@heksher/domain';
import { Operations, type Carried, type Replayed, type Request } from '@heksher/operations';
import { Database, Deadline, REQUEST_MS, PastReader, takeBack } from '@heksher/persistence';
import { idempotencyOf } from '../mutations/idempotency.js';
import { Mutations } from '../mutations/mutations.js';
import { Culprits } from './culprits.js';
import { printCarried } from './history.dto.js';
import type { HistoryRequest, RestoreRequest } from './history-request.js';
import { Restorations } from './restorations.js';

/** Takes changes back, and restores earlier states. */
@Injectable()
export class HistoryService {
  private readonly culprits: Culprits;
  private readonly restorations: Restorations;

  constructor(
    private readonly database: Database,
    private readonly past: PastReader,
    private readonly operations: Operations,
    private readonly mutations: Mutations,
  ) {
    this.culprits = new Culprits(database);
    this.restorations = new Restorations(past);
  }

  /**
   * Takes a change back. Throws `conflict` with the conflicts, `not-found` if there is no such change yet, and `gone` if
   * the log does not say enough about it.
   */
  async undo(sequence: bigint, request: HistoryRequest): Promise<Carried | Replayed> {
    const { delta, names } = await this.findDelta(sequence);
    const carryOut = this.carryOut(request, {
      action: 'change.undone',
      author: { origin: 'undo', undoes: String(sequence) },
      touched: touchedByUndo(delta),
      plan: (base) => planUndo(base, delta),
    });
    return this.explained(carryOut, { after: sequence, names });
  }

  /** Restores settings to an earlier state. Throws like `undo`, and `not-found` with names that no setting has or had then. */
  async restore(request: RestoreRequest): Promise<Carried | Replayed> {
    const { restoration, sequence, names } = await this.restorations.find(request);
    const carryOut = this.carryOut(request, {
      action: 'state.restored',
      author: { origin: 'restore' },
      touched: touchedByRestore(restoration),
      plan: (base) => planRestore(base, restoration),
    });
    return this.explained(carryOut, { after: sequence, names });
  }

  /** The effect of a change: the states before and after it, and the names that its settings have had since. */
  private async findDelta(sequence: bigint): Promise<{ delta: Delta; names: string[] | undefined }> {
    const until = new Deadline(REQUEST_MS);
    const change = await this.database.read(({ history }) => history.findChange(sequence), { until });
    if (change && changesTokensOnly(change)) throw aboutToken(sequence);
    const content = change && readContent(change);
    const wanted = content && (touchedNames(content) ?? change.settings ?? undefined);
    const { state } = await this.past.rebuild(change ? wanted : [], { sequence }, until);
    if (!content || content.kind === 'unknown') throw unknown(sequence);
    const names = wanted && [...new Set([...wanted, ...state.list().flatMap((one) => [...one.names])])];
    const after = snapshotOf(state);
    const features = state.featureNames;
    if (!(await takeBack(state, content))) throw unknown(sequence);
    return { delta: deltaOf(after, features, state), names };
  }

  private carryOut(
    { mutation, isDryRun, note }: HistoryRequest,
    {
      author,
      touched,
      ...request
    }: Pick<Request, 'plan' | 'action'> & {
      author: Pick<Request['intent']['author'], 'origin' | 'undoes'>;
      touched: { names: string[]; everySetting: boolean };
    },
  ): Promise<Carried | Replayed> {
    const principal = isDryRun ? undefined : mutation.principal;
    if (principal) assertRole(principal, author.origin === 'restore' ? 'admin' : 'editor');
    const written = { ...mutation.author, ...author, note };
    this.mutations.assertNote(written);
    return this.operations.carryOut({
      ...request,
      plan: (base) => permitted(request.plan(base), principal),
      touched: { ...touched, ruleIds: [] },
      intent: { author: written, isDryRun, idempotency: isDryRun ? undefined : idempotencyOf(mutation) },
      answer: (carried) => printCarried(carried, false),
    });
  }

  /** Adds to each conflict the changes that caused it. */
  private async explained<Result>(
    work: Promise<Result>,
    since: { after: bigint; names: readonly string[] | undefined },
  ): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof ConflictingHistory)) throw error;
      throw new DomainError('conflict', error.message, [], {
        conflicts: await this.culprits.describe(error.conflicts, since),
      });
    }
  }
}

/** Secrets are not in the log, so a token cannot come back from it. */
function aboutToken(sequence: bigint): DomainError {
  return new DomainError('conflict', `change ${sequence} is about an access token, and cannot be undone`);
}

function unknown(sequence: bigint): DomainError {
  const detail = `the change log does not say what change ${sequence} did, so it cannot be undone`;
  return new DomainError('gone', detail, [], { oldest: Number(sequence) });
}

/** The plan, if the principal may carry it out. Throws `forbidden`. */
function permitted(plan: Plan, principal: Principal | undefined): Plan {
  if (principal) assertItemsPermitted(principal, plan.items);
  return plan;
}
