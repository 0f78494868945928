import type { MigrationInterface, QueryRunner } from 'typeorm';
import { USAGE_INDEXES, USAGE_TABLES } from './sql/usage-tables.js';

/** Which names clients ask for, and which rules win. Writes to these tables leave the head and the change log alone. */
export class Usage1700000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of Object.values(USAGE_TABLES)) await runner.query(table);
    for (const index of USAGE_INDEXES) await runner.query(`create index ${index}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table usage, rule_usage');
  }
}
