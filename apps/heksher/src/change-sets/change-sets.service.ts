import { Injectable } from '@nestjs/common';
import {
  DomainError,
  RefusedOperations,
  assertPermitted,
  invalid,
  planOperations,
  printJson,
  type Base,
  type GuardedOperation,
  type Operation,
  type Plan,
  type Principal,
  type RefusedOperation,
  type Touched,
} from '@heksher/domain';
import { Operations, type Carried, type Replayed } from '@heksher/operations';
import { Database, Deadline, REQUEST_MS, RulesetCache, type Conflicts } from '@heksher/persistence';
import { idempotencyOf } from '../mutations/idempotency.js';
import { findImpact, withRuleIds, type FoundImpact } from '../mutations/impact.js';
import { readTags, type Mutation } from '../mutations/mutation.js';
import { presentLatest } from '../mutations/latest-changes.js';
import { Mutations } from '../mutations/mutations.js';
import { presentCarried } from '../mutations/mutations.dto.js';
import { assertNote } from '../mutations/note.js';
import { checkOf } from '../mutations/precondition.js';
import { isOfMetadata } from '../mutations/tags.js';
import { touchedByChangeSet, type ChangeSet } from './read-change-set.js';
import type { ReadOperation } from './read-operation.js';

/** What a change set came to. */
export interface Applied extends Carried {
  isDryRun: boolean;
  impact: FoundImpact | undefined;
}

/** A large set may take longer than other requests, by so many milliseconds for each operation and each MiB. */
const MS_FOR_EACH = 0.2;
const MS_FOR_EACH_MIB = 100;

/** Applies change sets. */
@Injectable()
export class ChangeSetsService {
  constructor(
    private readonly operations: Operations,
    private readonly database: Database,
    private readonly rulesets: RulesetCache,
    private readonly mutations: Mutations,
  ) {}

  /** Applies a change set, all of it or nothing. Throws the refusal, with the faults of all its operations. */
  async apply(set: ChangeSet, mutation: Mutation): Promise<Applied | Replayed> {
    if (mutation.ifMatch !== undefined) {
      const message = 'a change set has no If-Match: give its operations if_match, or the set based_on';
      throw invalid(message, { parameter: 'If-Match' });
    }
    const author = { ...mutation.author, note: noteOf(set, mutation), origin: 'change_set' as const };
    this.mutations.assertNote(author);
    const isDryRun = set.isDryRun || mutation.isDryRun;
    const principal = isDryRun ? undefined : mutation.principal;
    if (principal) assertAllPermitted(principal, set); // before an earlier answer is looked for
    const idempotency = isDryRun ? undefined : idempotencyOf(mutation);
    const touched = await this.touchedBy(set);
    const guarded = set.operations.map(guard);
    let made: Plan | undefined;
    const carried = await this.send({
      touched,
      plan: (base: Base) => {
        if (principal) assertAllPermitted(principal, set, base);
        return (made = planOperations(base, guarded));
      },
      admit: () => this.assertBasis(set, touched),
      guard: ({ changes }) => this.assertNoConflict(set, touched, (basis) => changes.findConflicts(basis)),
      action: 'change_set.applied',
      intent: { author, isDryRun, idempotency },
      answer: (done) => printJson(presentCarried(done, { isDryRun: false })),
      until: deadlineOf(set, mutation),
    });
    if ('replayed' in carried) return carried;
    const impact =
      set.wantsImpact && made ? withRuleIds(await findImpact(made, carried.base), made, carried.plan) : undefined;
    return { ...carried, isDryRun, impact };
  }

  /** What planning has to know. The impact of another order of features is on all settings. */
  private async touchedBy(set: ChangeSet): Promise<Touched> {
    const touched = touchedByChangeSet(set);
    const isReordered = set.operations.some((one) => 'operation' in one && one.operation.op === 'context_feature.move');
    if (!set.wantsImpact || !isReordered) return touched;
    const { list } = await this.rulesets.readList();
    const names = new Set([...touched.names, ...list.settings.map(({ name }) => name)]);
    return { ...touched, names: [...names], everySetting: true };
  }

  /** Throws `precondition-failed` if the state that the client has seen is unknown, or what it touches has changed since. */
  private async assertBasis(set: ChangeSet, touched: Touched): Promise<void> {
    await this.assertNoConflict(set, touched, async (basis) => {
      const conflicts = await this.database.read(({ changes }) => changes.findConflicts(basis));
      if (!conflicts.isKnown) throw staleBasis(`the change log has no change ${basis.after}`, conflicts);
      return conflicts;
    });
  }

  private async assertNoConflict(
    { basedOn }: ChangeSet,
    { names, ruleIds }: Touched,
    find: (basis: { after: number; names: readonly string[]; ruleIds: readonly number[] }) => Promise<Conflicts>,
  ): Promise<void> {
    if (basedOn === undefined) return;
    const conflicts = await find({ after: basedOn, names, ruleIds });
    if (conflicts.changes.length === 0) return;
    throw staleBasis(`what this change set touches has changed since ${basedOn}`, conflicts);
  }

  private async send(request: Parameters<Operations['carryOut']>[0]): Promise<Carried | Replayed> {
    try {
      return await this.operations.carryOut(request);
    } catch (error) {
      throw await this.explain(error);
    }
  }

  /** With what the state is, if the first fault is a failed precondition. */
  private async explain(error: unknown): Promise<unknown> {
    if (!(error instanceof RefusedOperations)) return error;
    const explained = await this.mutations.explain(error.refusals[0]?.error);
    const details = explained instanceof DomainError ? explained.details : {};
    return new DomainError(error.kind, error.message, error.faults, details);
  }
}

function deadlineOf({ operations }: ChangeSet, { request }: Mutation): Deadline {
  const mebibytes = (request.handedOver?.body?.length ?? 0) / 1024 / 1024;
  return new Deadline(REQUEST_MS + MS_FOR_EACH * operations.length + MS_FOR_EACH_MIB * mebibytes);
}

function noteOf({ note }: ChangeSet, { author }: Mutation): string | undefined {
  if (note === undefined || note === '') return author.note;
  return assertNote(note, { path: ['note'] });
}

function guard(one: ReadOperation | RefusedOperation): GuardedOperation | RefusedOperation {
  if ('refusal' in one) return one;
  const { operation } = one;
  const tags = readTags(one.ifMatch);
  return tags === undefined ? { operation } : { operation, check: checkOf(tags, isOfMetadata(operation)) };
}

function staleBasis(message: string, { changes }: Conflicts): DomainError {
  return new DomainError('precondition-failed', message, [{ path: ['based_on'], message }], {
    changes: changes.map(presentLatest),
  });
}

/** Throws the refusal of the operations that the principal may not carry out. */
function assertAllPermitted(principal: Principal, { operations }: ChangeSet, base?: Base): void {
  const refusals = operations.flatMap((one, n) => {
    const error = 'operation' in one ? whyForbidden(principal, one.operation, base) : undefined;
    return error ? [{ n, error }] : [];
  });
  if (refusals.length > 0) throw new RefusedOperations(refusals);
}

function whyForbidden(principal: Principal, operation: Operation, base?: Base): DomainError | undefined {
  try {
    assertPermitted(principal, operation, base);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
