import { mkdtemp } from 'node:fs/promises';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import pg from 'pg';
import type * as embeddedPostgres from '../../libs/embedded-postgres/src/index.js';
import type * as pgbouncer from './pgbouncer.js';

type MigrateModule = { migrate(connectionString: string): Promise<unknown> };

/** Of the server's, for each database behind the pooler: fewer than a service wants, so that they change hands. */
const POOLED_CONNECTIONS = 3;

/**
 * Before all test files: one PostgreSQL, and on it one migrated database, which every file clones (see postgres.ts). In
 * front of it a pooler, for the project `pooled`.
 * TEST_DATABASE_URL names a server on which databases may be created, where the tests shall not start their own.
 */
export default async function globalSetup(): Promise<void> {
  register(pathToFileURL(resolve('scripts/typescript.mjs'))); // for importSource()
  const server = process.env.TEST_DATABASE_URL || (await startServer());
  const template = `heksher_template_${process.pid}`;
  process.env.HEKSHER_TEST_SERVER_URL = server;
  process.env.HEKSHER_TEST_TEMPLATE = template;

  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(`drop database if exists ${template}`); // of an earlier process of this id
    await client.query(`create database ${template} template template0 encoding 'UTF8'`);
  } finally {
    await client.end();
  }
  const url = new URL(server);
  url.pathname = `/${template}`;
  const { migrate } = await importSource<MigrateModule>('migrations/migrate.ts');
  await migrate(url.href);
  await startPooler(server);
}

async function startPooler(server: string): Promise<void> {
  const { isPgBouncerInstalled, startPgBouncer } = await importSource<typeof pgbouncer>('test/support/pgbouncer.ts');
  if (!isPgBouncerInstalled) return;
  const { url, stop } = await startPgBouncer(server, POOLED_CONNECTIONS);
  process.env.HEKSHER_TEST_POOLER_URL = url;
  globalThis.stopTestPooler = stop;
}

async function startServer(): Promise<string> {
  const { startEmbeddedPostgres } = await importSource<typeof embeddedPostgres>('libs/embedded-postgres/src/index.ts');
  const directory = await mkdtemp(join(tmpdir(), 'heksher-tests-'));
  const { url, stop } = await startEmbeddedPostgres({ directory, ephemeral: true });
  globalThis.stopTestServer = stop;
  return url;
}

/**
 * Jest loads this file as CommonJS and outside of its module registry, where neither an ES module in TypeScript nor
 * the aliases can be imported. So Node itself imports the sources, through hooks that know both.
 */
async function importSource<Module>(path: string): Promise<Module> {
  const load = new vm.Script('(url) => import(url)', {
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as (url: string) => Promise<Module>;
  return load(pathToFileURL(resolve(path)).href);
}

declare global {
  // Jest hands nothing else from its set-up to its teardown.
  var stopTestServer: (() => Promise<void>) | undefined;
  var stopTestPooler: (() => Promise<void>) | undefined;
}
