import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';

export type TestDatabase = {
  /** The URL for the service: the server's, or the one that the project in jest.config.js names. */
  url: string;
  name: string;
  /** Runs a statement on a separate connection. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Drops the database and disconnects its clients. */
  drop(): Promise<void>;
};

/** A new database on the server that global-setup.ts provides: migrated, or empty. */
export async function createDatabase(options: { template?: Template } = {}): Promise<TestDatabase> {
  const { template = 'migrated' } = options;
  const server = fromSetup('HEKSHER_TEST_SERVER_URL');
  const name = `heksher_test_${randomBytes(8).toString('hex')}`;
  await clone(server, template === 'migrated' ? fromSetup('HEKSHER_TEST_TEMPLATE') : EMPTY[template], name);

  const pool = new pg.Pool({ connectionString: databaseOn(server, name), max: 4, allowExitOnIdle: true });
  pool.on('error', () => {}); // a test may cut an idle connection
  return {
    url: databaseOn(globalThis.serviceUrl ? fromSetup(globalThis.serviceUrl) : server, name),
    name,
    sql: async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) =>
      (await pool.query<Row>(text, values)).rows,
    async drop() {
      await pool.end();
      await execute(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** Creates a migrated database before the first test of a file, and drops it after the last. */
export function useDatabase(): TestDatabase {
  const database = {} as TestDatabase;
  beforeAll(async () => {
    Object.assign(database, await createDatabase());
  });
  afterAll(() => (database as Partial<TestDatabase>).drop?.());
  return database;
}

/** The URL of a database for the role with odd settings: see odd-role.ts. */
export function asOddRole(database: TestDatabase): string {
  return databaseOn(fromSetup('HEKSHER_TEST_ODD_URL'), database.name);
}

function databaseOn(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

function fromSetup(variable: string): string {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`${variable} is unset: tests of the project "units" have no database`);
  return value;
}

const inUse = '55006'; // something is connected to the template: autovacuum, or a migration that is just ending
const attempts = 100;

const EMPTY = {
  empty: "template0 encoding 'UTF8'",
  latin1: "template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'",
  ascii: "template0 encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'",
};

type Template = 'migrated' | keyof typeof EMPTY;

async function clone(server: string, template: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await execute(server, `create database ${name} template ${template}`);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== inUse || attempt === attempts) throw error;
      await sleep(100);
    }
  }
}

async function execute(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

declare global {
  // The environment variable with the URL that services connect to, if the project in jest.config.js names one.
  var serviceUrl: string | undefined;
}

/** A connection string with command-line options for its sessions, such as `-c search_path=mine`. */
export function withOptions(url: string, options: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent(options)}`;
}
