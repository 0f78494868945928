import { DomainError, type Fault } from '../errors.js';
import { UnfitRuleError } from '../rule.js';
import type { Base } from './base.js';
import { Draft } from './draft.js';
import { effectsOf, isNothing, type Effects } from './effects.js';
import type { Item } from './item.js';
import { addFeature, deleteFeature, moveFeatureTo } from './judge-features.js';
import { changeRule, createRule, deleteRule, setRule } from './judge-rules.js';
import { changeSetting } from './judge-setting-change.js';
import {
  addAlias,
  declareSetting,
  deleteAlias,
  deleteSetting,
  editSettingMetadata,
  renameSetting,
  setConfigurableFeatures,
  setType,
} from './judge-settings.js';
import type { Judging, Subject } from './judging.js';
import type { Operation } from './operation.js';
import type { OperationResult } from './result.js';

/** What operations come to in one state. */
export interface Plan {
  /** What to write; nothing at all if `isUnchanged`. */
  effects: Effects;
  isUnchanged: boolean;
  /** What to log. */
  items: Item[];
  /** One for each operation. */
  results: OperationResult[];
  warnings: string[];
  /** How many new rules need an id. They have the ids -1, -2 and so on. */
  newRules: number;
  /** The state before and after. */
  draft: Draft;
}

/** An operation with its precondition. */
export interface GuardedOperation {
  operation: Operation;
  /** Throws `precondition-failed` unless the client has seen the subject as it is. */
  check?: (subject: Subject) => void;
  /** Whether the operation succeeds, whatever its precondition, if it would change nothing: a `PUT` sent again. */
  isRepeatable?: boolean;
}

/** An operation that is refused before it is planned: it could not be read. */
export interface RefusedOperation {
  refusal: DomainError;
}

/** The plan of a draft that operations have been judged on. */
export function planOf(draft: Draft, results: OperationResult[], warnings: string[] = []): Plan {
  const effects = effectsOf(draft);
  const { items, newRules } = draft;
  return { effects, isUnchanged: isNothing(effects), items, results, warnings, newRules, draft };
}

/** Plans one operation. Throws the refusal. */
export function planOperation(base: Base, guarded: GuardedOperation): Plan {
  const draft = new Draft(base);
  return planOf(draft, [judge(draft, guarded)]);
}

/** The most faults of a set that are reported. */
const MOST_FAULTS = 100;

/**
 * Plans a set of operations, each on the state that those before it have made. Throws the refusal of the first faulty one,
 * with the faults of the first 100.
 */
export function planOperations(base: Base, guarded: readonly (GuardedOperation | RefusedOperation)[]): Plan {
  const { draft, results, warnings } = judgeAtOnce(judgeOperations(base, guarded));
  return planOf(draft, results, warnings);
}

/** A plan without what it writes. */
export type JudgedOperations = Pick<Plan, 'draft' | 'results' | 'warnings'>;

/** Judges what `planOperations` plans, in steps. */
export function* judgeOperations(
  base: Base,
  guarded: readonly (GuardedOperation | RefusedOperation)[],
): Generator<void, JudgedOperations> {
  const draft = new Draft(base);
  const results: OperationResult[] = [];
  const warnings: string[] = [];
  const refusals: { n: number; error: DomainError }[] = [];
  for (const [n, one] of guarded.entries()) {
    if (refusals.length >= MOST_FAULTS) break;
    draft.n = n;
    try {
      if ('refusal' in one) throw one.refusal;
      const result = judge(draft, one);
      refuseRejected(result);
      if (result.declaration?.outcome === 'outdated') warnings.push(outdated(n, one.operation));
      results.push(result);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refusals.push({ n, error: locateIn(one, error) });
    }
    yield;
  }
  if (refusals.length > 0) throw new RefusedOperations(refusals);
  return { draft, results, warnings };
}

function judgeAtOnce(steps: Generator<void, JudgedOperations>): JudgedOperations {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The refusal of a set of operations, of the kind of the first one that was refused. */
export class RefusedOperations extends DomainError {
  constructor(readonly refusals: readonly { n: number; error: DomainError }[]) {
    const [first] = refusals;
    super(first?.error.kind ?? 'invalid', `operation ${first?.n}: ${first?.error.message}`, faultsOf(refusals));
  }
}

function faultsOf(refusals: readonly { n: number; error: DomainError }[]): Fault[] {
  const all = refusals.flatMap(({ n, error: { kind, message, faults } }): Fault[] => {
    const located = faults.length > 0 ? faults : [{ message }];
    return located.map((fault) => ({ ...fault, path: ['operations', n, ...(fault.path ?? [])], kind }));
  });
  return all.slice(0, MOST_FAULTS);
}

/** The refusal with the member of the operation that is at fault, if it is known. */
function locateIn(one: GuardedOperation | RefusedOperation, error: DomainError): DomainError {
  if (!(error instanceof UnfitRuleError) || 'refusal' in one) return error;
  const isMove = one.operation.op === 'rule.change' && error.member === 'feature_values';
  const path = [isMove ? 'new_feature_values' : error.member];
  return new DomainError(error.kind, error.message, [{ message: error.message, path }]);
}

function refuseRejected({ declaration, typeConflicts }: OperationResult): void {
  if (typeConflicts) throw new DomainError('conflict', typeConflicts.conflicts.join('; '));
  if (declaration?.outcome !== 'rejected' && declaration?.outcome !== 'mismatch') return;
  const differences = declaration.differences.map((one) =>
    'message' in one ? one.message : `${one.attribute} differs (${one.level})`,
  );
  const verdict = declaration.outcome === 'mismatch' ? 'a mismatch' : 'rejected';
  throw new DomainError('conflict', `the declaration is ${verdict}: ${differences.join('; ')}`);
}

function outdated(n: number, operation: Operation): string {
  const name = operation.op === 'setting.declare' ? operation.declaration.name : '';
  return `operation ${n}: the declaration of ${name} is outdated and changes nothing`;
}

/** Judges one operation. A repeatable one is refused for its precondition only if it would change something. */
function judge(draft: Draft, { operation, check = () => undefined, isRepeatable }: GuardedOperation): OperationResult {
  if (!isRepeatable) return judgeBy(operation, { draft, check });
  let failed: unknown;
  const judging: Judging = {
    draft,
    check: (subject) => {
      try {
        check(subject);
      } catch (error) {
        failed = error;
      }
    },
  };
  let result: OperationResult;
  try {
    result = judgeBy(operation, judging);
  } catch (error) {
    throw failed ?? error;
  }
  const isUnchanged = result.outcome === 'unchanged' && !result.typeConflicts;
  if (failed !== undefined && !isUnchanged) throw failed;
  return result;
}

function judgeBy(operation: Operation, judging: Judging): OperationResult {
  switch (operation.op) {
    case 'rule.set':
      return setRule(operation, judging);
    case 'rule.create':
      return createRule(operation, judging);
    case 'rule.change':
      return changeRule(operation, judging);
    case 'rule.delete':
      return deleteRule(operation, judging);
    case 'setting.declare':
      return declareSetting(operation, judging);
    case 'setting.change':
      return changeSetting(operation, judging);
    case 'setting.delete':
      return deleteSetting(operation, judging);
    case 'setting.set_type':
      return setType(operation, judging);
    case 'setting.rename':
      return renameSetting(operation, judging);
    case 'setting.set_configurable_features':
      return setConfigurableFeatures(operation, judging);
    case 'setting.edit_metadata':
      return editSettingMetadata(operation, judging);
    case 'alias.add':
      return addAlias(operation, judging);
    case 'alias.delete':
      return deleteAlias(operation, judging);
    case 'context_feature.add':
      return addFeature(operation, judging);
    case 'context_feature.move':
      return moveFeatureTo(operation, judging);
    case 'context_feature.delete':
      return deleteFeature(operation, judging);
  }
}
