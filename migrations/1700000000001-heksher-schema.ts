import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  TABLES,
  assertAdoptable,
  catchUpSequence,
  findRevision,
  presentTables,
  whyIncomplete,
} from './sql/adoption.js';
import { HEKSHER_INDEXES, HEKSHER_TABLES, REPLACED_INDEX } from './sql/heksher-tables.js';

/** The tables of Heksher 0.5. They are created in an empty database, and kept as they are if Heksher has created them. */
export class HeksherSchema1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const revision = await assertAdoptable(runner);
    const present = await presentTables(runner);
    // Heksher's create_all creates all tables, and keeps no revision.
    if (present.length === TABLES.length) return catchUpSequence(runner);
    if (present.length > 0 || revision !== undefined) throw new Error(whyIncomplete(revision, present));
    await runner.query(SCHEMA);
  }

  /** Drops the tables that `up` created. Never drops a table of Heksher's, or one with rows. */
  async down(runner: QueryRunner): Promise<void> {
    if ((await findRevision(runner)) !== undefined) return;
    for (const table of TABLES) {
      const [row] = (await runner.query(`select exists (select from ${table}) as filled`)) as { filled: boolean }[];
      if (row?.filled) throw new Error(`table ${table} holds data, which a migration never drops; empty it first`);
    }
    await runner.query(`drop table ${TABLES.join(', ')}`);
  }
}

const SCHEMA = [
  ...Object.values(HEKSHER_TABLES),
  ...Object.entries(HEKSHER_INDEXES).map(([name, place]) => `create index ${name} on ${place}`),
  REPLACED_INDEX,
].join(';');
