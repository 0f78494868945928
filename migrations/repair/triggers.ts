import type { QueryRunner } from 'typeorm';
import { CONDITIONS_TRIGGERS, LOGGED_TABLES, type SchemaState } from '@heksher/persistence';
import { ACCESS_TABLES, STATEMENT_TRIGGER } from '../sql/access-tables.js';
import { foreignWriteTrigger } from '../sql/change-log.js';
import { KEY_TRIGGERS } from '../sql/conditions-key.js';
import { COMPLETING_TRIGGER, rowTriggers } from '../sql/foreign-rows.js';

/** Restores triggers that are missing, disabled, or run in another schema, and enables those of the constraints. */
export async function repairTriggers(runner: QueryRunner, { missing }: SchemaState): Promise<void> {
  for (const table of LOGGED_TABLES) {
    await repairEach(runner, missing, table, {
      heksher_foreign_write: foreignWriteTrigger(table),
      ...rowTriggers(table),
    });
  }
  await repairEach(runner, missing, 'access_tokens', {
    heksher_foreign_write: foreignWriteTrigger('access_tokens'),
    heksher_statement_noted: STATEMENT_TRIGGER,
  });
  for (const table of [...LOGGED_TABLES, ...Object.keys(ACCESS_TABLES)]) {
    if (missing.includes(`the triggers of the constraints of ${table}, which are disabled`)) {
      await runner.query(`alter table ${table} enable trigger all`);
    }
  }
  const conditions = CONDITIONS_TRIGGERS.map((name) => [name, KEY_TRIGGERS[name] ?? ''] as const);
  await repairEach(runner, missing, 'conditions', Object.fromEntries(conditions));
  await repairEach(runner, missing, 'foreign_rows', { heksher_foreign_rows_noted: COMPLETING_TRIGGER });
}

/** Restores the missing ones of these triggers of a table. */
async function repairEach(
  runner: QueryRunner,
  missing: readonly string[],
  table: string,
  triggers: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, statement] of Object.entries(triggers)) {
    if (!missing.includes(`the table ${table}`) && !missing.includes(`the trigger ${name} on ${table}`)) continue;
    await runner.query(`drop trigger if exists ${name} on ${table}`);
    await runner.query(statement);
  }
}
