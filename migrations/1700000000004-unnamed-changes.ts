import type { MigrationInterface, QueryRunner } from 'typeorm';
import { UNNAMED_CHANGES_INDEX } from './sql/change-log.js';

/** An index of the changes that name no setting: the log of one setting is read without the rest. */
export class UnnamedChanges1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index ix_changes_unnamed on ${UNNAMED_CHANGES_INDEX}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ix_changes_unnamed');
  }
}
