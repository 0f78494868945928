import type { QueryRunner } from 'typeorm';
import { CONDITIONS_TRIGGERS, LOGGED_TABLES, type SchemaState } from '@heksher/persistence';
import { foreignWriteTrigger } from '../sql/change-log.js';
import { KEY_TRIGGERS } from '../sql/conditions-key.js';

/** Restores triggers that are missing, disabled, or run in another schema, and enables those of the constraints. */
export async function repairTriggers(runner: QueryRunner, { missing }: SchemaState): Promise<void> {
  for (const table of LOGGED_TABLES) {
    if (missing.includes(`the table ${table}`) || missing.includes(`the trigger heksher_foreign_write on ${table}`)) {
      await runner.query(`drop trigger if exists heksher_foreign_write on ${table}`);
      await runner.query(foreignWriteTrigger(table));
    }
    if (missing.includes(`the triggers of the constraints of ${table}, which are disabled`)) {
      await runner.query(`alter table ${table} enable trigger all`);
    }
  }
  for (const trigger of CONDITIONS_TRIGGERS) {
    if (!missing.includes('the table conditions') && !missing.includes(`the trigger ${trigger} on conditions`))
      continue;
    await runner.query(`drop trigger if exists ${trigger} on conditions`);
    await runner.query(KEY_TRIGGERS[trigger] ?? '');
  }
}
