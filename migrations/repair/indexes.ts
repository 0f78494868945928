import type { QueryRunner } from 'typeorm';
import { CHANGES_INDEXES } from '../sql/change-log.js';
import { FEATURE_INDEXES } from '../sql/conditions-key.js';
import { HEKSHER_INDEXES } from '../sql/heksher-tables.js';

const INDEXES = Object.entries({ ...HEKSHER_INDEXES, ...CHANGES_INDEXES, ...FEATURE_INDEXES });

/** The missing indexes. Without them the service works, slowly. */
export async function listMissingIndexes(runner: QueryRunner): Promise<string[]> {
  const rows = (await runner.query(
    'select i.name from unnest($1::text[]) as i (name) where to_regclass(i.name) is null',
    [INDEXES.map(([name]) => name)],
  )) as { name: string }[];
  return rows.map(({ name }) => name);
}

/** Restores indexes, and drops the one of Heksher's that a constraint has replaced. */
export async function repairIndexes(runner: QueryRunner, missing: readonly string[]): Promise<void> {
  for (const [name, place] of INDEXES) {
    if (missing.includes(name)) await runner.query(`create index ${name} on ${place}`);
  }
  await runner.query('drop index if exists ix_rules_setting');
}
