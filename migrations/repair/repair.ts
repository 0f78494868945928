import type { QueryRunner } from 'typeorm';
import { readSchemaState, type SchemaState } from '@heksher/persistence';
import { assertAdoptable, catchUpSequence } from '../sql/adoption.js';
import { advanceHead, recordChange } from '../sql/own-change.js';
import { countWrongKeys, repairConditionsKeys } from './conditions-keys.js';
import { repairConstraints, repairUniqueConditions } from './constraints.js';
import { listMissingIndexes, repairIndexes } from './indexes.js';
import { repairTables } from './tables.js';
import { repairTriggers } from './triggers.js';

/**
 * Restores the parts of the schema that the service relies on and the database lacks, for example after an older backup was
 * restored into a migrated database. Changes nothing in a sound database. Returns what it did, in sentences. If rows are
 * lost for good, throws an error that says what to restore.
 */
export async function repair(runner: QueryRunner): Promise<string[]> {
  const { missing } = await inspect(runner);
  if (missing.length > 0) await repairParts(runner, missing);
  const lag = await catchUpHead(runner);
  const wrongKeys = await countWrongKeys(runner);
  const indexes = await listMissingIndexes(runner);
  const notes = [
    ...missing.map((part) => `${part} was missing and was made again`),
    ...lag,
    ...(wrongKeys > 0
      ? [`the key of ${wrongKeys} rules was not what their conditions say and was computed again`]
      : []),
    ...indexes.map((name) => `the index ${name} was missing and was made again`),
  ];
  if (notes.length > 0) await finish(runner, { notes, wrongKeys, indexes });
  return notes;
}

/** The present state of the schema. */
export function inspect(runner: QueryRunner): Promise<SchemaState> {
  return readSchemaState((statement, values) => runner.query(statement, values));
}

async function repairParts(runner: QueryRunner, missing: readonly string[]): Promise<void> {
  await assertAdoptable(runner);
  await repairTables(runner, missing);
}

/** The part of a repair that writes rows: it advances the head first, so that the change is logged as a repair. */
async function finish(
  runner: QueryRunner,
  { notes, wrongKeys, indexes }: { notes: string[]; wrongKeys: number; indexes: string[] },
): Promise<void> {
  const head = await advanceHead(runner);
  const state = await inspect(runner);
  await repairConstraints(runner, state);
  await catchUpSequence(runner);
  if (wrongKeys > 0) await repairConditionsKeys(runner);
  await repairUniqueConditions(runner);
  await repairTriggers(runner, state);
  await repairIndexes(runner, indexes);
  const { missing } = await inspect(runner);
  if (missing.length > 0) {
    throw new Error(`${missing.join(', ')}: missing, and can't be made again; restore a backup, then migrate again`);
  }
  await recordChange(runner, head, { action: 'schema.repaired', after: { repaired: notes } });
}

/** Moves a head on that lags behind the log, as after rows of `changes` were loaded: it would repeat sequences. */
async function catchUpHead(runner: QueryRunner): Promise<string[]> {
  const [newest] = (await runner.query(`
    select c.seq from changes c cross join revision_head h where c.seq > h.seq order by c.seq desc limit 1`)) as {
    seq: string;
  }[];
  if (!newest) return [];
  await runner.query('update revision_head set seq = $1, parent = id, id = gen_random_uuid()', [newest.seq]);
  return [`the head lagged behind the change log and was moved on to ${newest.seq}`];
}
