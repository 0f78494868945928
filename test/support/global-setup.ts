import { mkdtemp } from 'node:fs/promises';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import pg from 'pg';
import type * as embeddedPostgres from '../../libs/embedded-postgres/src/index.js';
import type * as oddRole from './odd-role.js';
import type * as pgbouncer from './pgbouncer.js';

type MigrateModule = { migrate(connectionString: string): Promise<unknown> };

/** The server connections for each database behind a pooler. A service wants more, so clients take turns on them. */
const POOLED_CONNECTIONS = 3;

/**
 * Before all test files: one PostgreSQL, and on it one migrated database, which every file clones (see postgres.ts). The
 * projects `pooled`, `odd` and `odd-pooled` reach it through a pooler, as a role with odd settings, and both.
 * TEST_DATABASE_URL names another server. The databases are then created there.
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
    await client.query(`drop database if exists ${template}`); // left by an earlier process with this id
    await client.query(`drop role if exists ${template}`);
    await client.query(`create database ${template} template template0 encoding 'UTF8'`);
  } finally {
    await client.end();
  }
  const url = new URL(server);
  url.pathname = `/${template}`;
  const { migrate } = await importSource<MigrateModule>('migrations/migrate.ts');
  await migrate(url.href);
  const { createOddRole } = await importSource<typeof oddRole>('test/support/odd-role.ts');
  const odd = new URL(await createOddRole(url.href, template));
  odd.pathname = new URL(server).pathname; // a connection to the template would keep it from being cloned
  process.env.HEKSHER_TEST_ODD_URL = odd.href;
  await startPoolers({ HEKSHER_TEST_POOLER_URL: server, HEKSHER_TEST_ODD_POOLER_URL: odd.href });
}

/** Starts a pooler for each URL, and sets each variable to the pooler's URL. Does nothing without PgBouncer. */
async function startPoolers(urls: Record<string, string>): Promise<void> {
  const { isPgBouncerInstalled, startPgBouncer } = await importSource<typeof pgbouncer>('test/support/pgbouncer.ts');
  if (!isPgBouncerInstalled) return;
  const poolers: pgbouncer.PgBouncer[] = [];
  globalThis.stopTestPoolers = () => Promise.all(poolers.map(({ stop }) => stop()));
  for (const [variable, url] of Object.entries(urls)) {
    const pooler = await startPgBouncer(url, POOLED_CONNECTIONS);
    poolers.push(pooler);
    process.env[variable] = pooler.url;
  }
}

async function startServer(): Promise<string> {
  const { startEmbeddedPostgres } = await importSource<typeof embeddedPostgres>('libs/embedded-postgres/src/index.ts');
  const directory = await mkdtemp(join(tmpdir(), 'heksher-tests-'));
  const { url, stop } = await startEmbeddedPostgres({ directory, ephemeral: true });
  globalThis.stopTestServer = stop;
  return url;
}

/**
 * Jest loads this file as CommonJS and outside its module registry. There, neither an ES module in TypeScript nor
 * an alias can be imported. So Node.js itself imports the sources, through hooks that resolve both.
 */
async function importSource<Module>(path: string): Promise<Module> {
  const load = new vm.Script('(url) => import(url)', {
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as (url: string) => Promise<Module>;
  return load(pathToFileURL(resolve(path)).href);
}

declare global {
  // Jest passes only globals from its set-up to its teardown.
  var stopTestServer: (() => Promise<void>) | undefined;
  var stopTestPoolers: (() => Promise<unknown>) | undefined;
}
