import {
  DomainError,
  Members,
  invalid,
  touchedBy,
  type Operation,
  type RefusedOperation,
  type Touched,
} from '@heksher/domain';
import { toJsonObject } from '../http/body/body.pipe.js';
import { parseItem, splitBody } from '../http/body/long-array.js';
import { readOperation, type ReadOperation } from './read-operation.js';

/** A change set as its body says. */
export interface ChangeSet {
  note: string | undefined;
  /** The sequence of the state that the client has seen. */
  basedOn: number | undefined;
  isDryRun: boolean;
  wantsImpact: boolean;
  operations: readonly (ReadOperation | RefusedOperation)[];
}

const OPERATIONS = 'operations';
const MEMBERS = ['note', 'based_on', 'dry_run', 'impact', OPERATIONS];

/** The most operations on context features in one set: each logs the whole list. */
const MOST_OF_FEATURES = 100;

/**
 * Reads a change set, in steps. An operation that cannot be read is among the others, refused, so that the faults of all are
 * reported together. Throws `malformed` or `invalid` if there is another fault.
 */
export function* readChangeSet(
  bytes: Buffer | undefined,
  { mostOperations }: { mostOperations: number },
): Generator<void, ChangeSet> {
  if (!bytes) throw invalid('the request needs a body, a JSON object');
  const { body, items } = yield* splitBody(bytes, { name: OPERATIONS, most: mostOperations });
  const members = new Members(toJsonObject(body), MEMBERS);
  if (!Array.isArray(members.value(OPERATIONS))) {
    throw invalid('operations must be an array', { path: [OPERATIONS] });
  }
  const operations: ChangeSet['operations'][number][] = [];
  for (const [n, item] of items.entries()) {
    operations.push(read(item, n));
    yield;
  }
  assertFewOfFeatures(operations);
  return {
    note: members.has('note') ? members.text('note') : undefined,
    basedOn: members.has('based_on') ? members.count('based_on') : undefined,
    isDryRun: members.flag('dry_run'),
    wantsImpact: members.flag('impact'),
    operations,
  };
}

/** What the operations touch that could be read. */
export function touchedByChangeSet({ operations }: Pick<ChangeSet, 'operations'>): Touched {
  return touchedBy(operations.flatMap((one) => ('operation' in one ? [one.operation] : [])));
}

function read(item: Buffer, n: number): ReadOperation | RefusedOperation {
  try {
    return readOperation(parseItem(item, `operation ${n}`));
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
    return { refusal: error };
  }
}

function assertFewOfFeatures(operations: ChangeSet['operations']): void {
  const count = operations.filter((one) => 'operation' in one && isOfFeatures(one.operation)).length;
  if (count <= MOST_OF_FEATURES) return;
  throw invalid(`a change set may have ${MOST_OF_FEATURES} operations on context features, not ${count}`, {
    path: [OPERATIONS],
  });
}

function isOfFeatures({ op }: Operation): boolean {
  return op.startsWith('context_feature.');
}
