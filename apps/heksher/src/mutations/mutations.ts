import { Injectable } from '@nestjs/common';
import {
  DomainError,
  assertPermitted,
  invalid,
  planOperation,
  touchedBy,
  type Base,
  type Operation,
  type OperationResult,
} from '@heksher/domain';
import { Operations, type Carried, type Replayed, type Request } from '@heksher/operations';
import { Database } from '@heksher/persistence';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { idempotencyOf } from './idempotency.js';
import { presentLatest } from './latest-changes.js';
import type { Mutation } from './mutation.js';
import { PreconditionError, preconditionOf } from './precondition.js';
import { presentCarried, type CarriedAnswer } from './mutations.dto.js';
import { setCarriedHeaders } from './response-headers.js';
import { tagAfter } from './tags.js';

/** The result of a mutation. */
export interface Mutated {
  carried: Carried;
  result: OperationResult;
  /** The answer to a dry run. */
  preview: CarriedAnswer | undefined;
}

export interface MutationOptions extends Pick<Request, 'isUsuallyUnchanged' | 'answer'> {
  /** The origin of the change, unless it is `api`. */
  origin?: Mutation['author']['origin'];
}

/** Carries out the operations of mutating routes, one each. */
@Injectable()
export class Mutations {
  constructor(
    private readonly operations: Operations,
    private readonly database: Database,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  /** Like `carryOut`, for routes whose answer has a body only for a dry run. */
  async apply(operation: Operation, mutation: Mutation): Promise<CarriedAnswer | undefined> {
    const mutated = await this.carryOut(operation, mutation);
    return 'replayed' in mutated ? undefined : mutated.preview;
  }

  /**
   * Carries out an operation, and sets the headers of the response: the sequence, and the new entity tag. A
   * dry run is always answered 200. Throws the refusal; a 412 names the changes of its subject.
   */
  async carryOut(operation: Operation, mutation: Mutation, options: MutationOptions = {}): Promise<Mutated | Replayed> {
    const { origin = 'api', ...rest } = options;
    const author = { ...mutation.author, origin };
    this.assertNote(author);
    const carried = await this.send(operation, mutation, { ...rest, author });
    setCarriedHeaders(mutation.response, carried);
    return 'replayed' in carried ? carried : this.present(operation, mutation, carried);
  }

  /** Throws `invalid` if a note is required and there is none. */
  assertNote({ note, origin }: Mutation['author']): void {
    if (!this.config.isNoteRequired || note !== undefined || origin === 'declare') return;
    throw invalid('a change needs a note here: say why in the header Heksher-Note', { parameter: 'Heksher-Note' });
  }

  /** Adds the latest changes of the subject to a failed precondition; returns other errors unchanged. */
  async explain(error: unknown): Promise<unknown> {
    if (!(error instanceof PreconditionError)) return error;
    const { subject, message, details } = error;
    const about =
      subject.kind === 'features'
        ? { features: true as const }
        : {
            setting: subject.setting?.setting.name ?? '',
            ...(subject.kind === 'rule' && { ruleId: subject.ruleId }),
          };
    const changes = await this.database.read((access) => access.changes.listLatest(about));
    return new DomainError('precondition-failed', message, [], {
      ...details,
      changes: changes.map(presentLatest),
    });
  }

  private async send(
    operation: Operation,
    mutation: Mutation,
    { author, ...options }: Pick<Request, 'isUsuallyUnchanged' | 'answer'> & { author: Mutation['author'] },
  ): Promise<Carried | Replayed> {
    const check = preconditionOf(operation, mutation, this.config.isIfMatchRequired);
    const { principal, isDryRun } = mutation;
    const isRepeatable = mutation.request.method === 'PUT';
    try {
      return await this.operations.carryOut({
        ...options,
        touched: touchedBy([operation]),
        plan: (base: Base) => {
          if (principal && !isDryRun) assertPermitted(principal, operation, base);
          return planOperation(base, { operation, isRepeatable, ...(check && { check }) });
        },
        intent: { author, isDryRun, idempotency: options.answer && idempotencyOf(mutation) },
      });
    } catch (error) {
      throw await this.explain(error);
    }
  }

  private present(operation: Operation, { isDryRun, response }: Mutation, carried: Carried): Mutated {
    const { plan } = carried;
    const [result] = plan.results;
    if (!result) throw new Error('an operation had no result');
    if (isDryRun) {
      response.status(200);
      return { carried, result, preview: presentCarried(carried, { isDryRun }) };
    }
    const tag = tagAfter(operation, plan);
    if (tag !== undefined) response.setHeader('ETag', tag);
    return { carried, result, preview: undefined };
  }
}
