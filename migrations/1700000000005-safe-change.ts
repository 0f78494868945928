import type { MigrationInterface, QueryRunner } from 'typeorm';
import { markForeignWrite, recordForeignWrite } from './sql/change-log.js';
import { guardedKeyTriggerFunctions, keyTriggerFunctions } from './sql/conditions-key.js';
import { currentSchema } from './sql/current-schema.js';
import { EXPLAINED_CHANGES, UNIQUE_IDEMPOTENCY_KEY } from './sql/explained-changes.js';
import { COMPLETING_TRIGGER, FOREIGN_ROWS, foreignRowFunctions, rowTriggers } from './sql/foreign-rows.js';
import { HEKSHER_TABLES } from './sql/heksher-tables.js';

/**
 * The log of safe change: who changed what and why, in full, so changes can be explained, repeated and undone. Triggers log
 * the rows that other programs change.
 */
export class SafeChange1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const column of Object.values(EXPLAINED_CHANGES)) {
      await runner.query(`alter table changes add column ${column}`);
    }
    await runner.query(`alter table changes add constraint changes_idempotency_key_key ${UNIQUE_IDEMPOTENCY_KEY}`);
    const schema = await currentSchema(runner);
    await runner.query(markForeignWrite(schema));
    await runner.query(guardedKeyTriggerFunctions(schema));
    await runner.query(FOREIGN_ROWS);
    await runner.query(foreignRowFunctions(schema));
    for (const trigger of [COMPLETING_TRIGGER, ...rowTriggersOfAll()]) await runner.query(trigger);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(HEKSHER_TABLES)) {
      for (const name of Object.keys(rowTriggers(table))) await runner.query(`drop trigger ${name} on ${table}`);
    }
    await runner.query('drop table foreign_rows');
    await runner.query('drop function heksher_record_rows(); drop function heksher_complete_foreign_change()');
    const schema = await currentSchema(runner);
    await runner.query(keyTriggerFunctions(schema));
    await runner.query(recordForeignWrite(schema));
    const columns = Object.keys(EXPLAINED_CHANGES).map((name) => `drop column ${name}`);
    await runner.query(`alter table changes ${columns.join(', ')}`);
  }
}

function rowTriggersOfAll(): string[] {
  return Object.keys(HEKSHER_TABLES).flatMap((table) => Object.values(rowTriggers(table)));
}
