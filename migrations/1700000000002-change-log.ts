import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  ADVANCE_HEAD,
  CHANGES,
  CHANGES_INDEX,
  REVISION_HEAD,
  foreignWriteTrigger,
  recordForeignWrite,
} from './sql/change-log.js';
import { currentSchema } from './sql/current-schema.js';

const TABLES = [
  'settings',
  'setting_aliases',
  'setting_metadata',
  'configurable',
  'context_features',
  'rules',
  'rule_metadata',
  'conditions',
];

/**
 * The change log: `revision_head` has the revision, `changes` has what led to it. A trigger on each table of Heksher's logs
 * the writes of other programs, which know neither table.
 */
export class ChangeLog1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REVISION_HEAD);
    await runner.query(CHANGES);
    await runner.query(`create index ix_changes_settings on ${CHANGES_INDEX}`);
    await runner.query('insert into revision_head (id, seq) values (gen_random_uuid(), 0)');
    await runner.query(ADVANCE_HEAD);
    await runner.query(recordForeignWrite(await currentSchema(runner)));
    for (const table of TABLES) await runner.query(foreignWriteTrigger(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`drop trigger heksher_foreign_write on ${table}`);
    await runner.query(`
      drop function heksher_record_foreign_write();
      drop function heksher_advance_head();
      drop table changes, revision_head;
    `);
  }
}
