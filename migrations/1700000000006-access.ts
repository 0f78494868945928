import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ACCESS_TABLES, STATEMENT_TRIGGER, noteStatement } from './sql/access-tables.js';
import { foreignWriteTrigger } from './sql/change-log.js';
import { currentSchema } from './sql/current-schema.js';

/** Access tokens. Writes to them advance the head, so instances notice a revoked token; notes of their last use do not. */
export class Access1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of Object.values(ACCESS_TABLES)) await runner.query(table);
    await runner.query(noteStatement(await currentSchema(runner)));
    await runner.query(foreignWriteTrigger('access_tokens'));
    await runner.query(STATEMENT_TRIGGER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access_token_uses, access_tokens; drop function heksher_note_statement()');
  }
}
