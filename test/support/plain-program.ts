import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import type pg from 'pg';
import { connect } from './connections.js';
import { createDatabase, type TestDatabase } from './postgres.js';

/** Heksher's tables. Those that others refer to come first. */
export const HEKSHER_TABLES = [
  'context_features',
  'settings',
  'setting_aliases',
  'setting_metadata',
  'configurable',
  'rules',
  'rule_metadata',
  'conditions',
];

/** A database, and another program whose role may read and write Heksher's tables and knows of nothing else. */
export interface PlainProgram {
  database: TestDatabase;
  client: pg.Client;
}

/** Creates a database and connects a program to it before the first test of a file, and removes both after the last. */
export function usePlainProgram(): PlainProgram {
  const role = `heksher_plain_${randomBytes(6).toString('hex')}`;
  const program = {} as PlainProgram;
  beforeAll(async () => {
    program.database = await createDatabase();
    await program.database.sql(`
      create role ${role};
      grant usage on schema public to ${role};
      grant select, insert, update, delete, truncate on ${HEKSHER_TABLES.join()} to ${role};
      grant usage on sequence rules_id_seq to ${role};
    `);
    program.client = await connect(program.database.url, role);
  });
  afterAll(async () => {
    await program.client.end();
    await program.database.sql(`drop owned by ${role}; drop role ${role}`);
    await program.database.drop();
  });
  return program;
}
