import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, jest, test } from '@jest/globals';
import { createDatabase, useDatabase } from '../support/postgres.js';
import { refused, start } from '../support/service-process.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const database = useDatabase();

const PASSWORD = 's3cret';

describe('an invalid environment', () => {
  // config.spec.ts tests every other fault.
  const WRONG: [why: string, environment: Record<string, string>][] = [
    ['no connection string', {}],
    ['another scheme', { HEKSHER_DB_CONNECTION_STRING: `mysql://heksher:${PASSWORD}@db/heksher` }],
  ];

  test.each(WRONG)(
    'an environment that is wrong ends the process with one line that names the variable: %s',
    async (_, environment) => {
      const { code, stdout, stderr } = await refused(environment);

      expect(code).toBe(1);
      expect(stderr).toMatch(/^[^\n]*HEKSHER_DB_CONNECTION_STRING: [^\n]+\n$/);
      expect(stdout + stderr).not.toContain(PASSWORD);
      expect(stdout).toBe('');
    },
  );

  test('an invalid environment has each of its faults reported, a line each', async () => {
    const wrong = {
      HEKSHER_DB_CONNECTION_STRING: `postgresql+asyncpg://heksher:${PASSWORD}@db/heksher`,
      HEKSHER_STARTUP_CONTEXT_FEATURES: 'user;;trust',
      HEKSHER_LOGSTASH_HOST: 'http://logs',
      HEKSHER_LOGSTASH_PORT: 'x',
      HEKSHER_LOGSTASH_PROTOCOL: 'http',
      HEKSHER_LOGSTASH_LEVEL: 'loud',
      HEKSHER_LOGSTASH_TAGS: 'untidy',
      DOC_ONLY: 'maybe',
      HEKSHER_DRAIN_SECONDS: 'long',
      HEKSHER_PORT: '99999',
      HEKSHER_HOST: 'a b',
    };

    const { code, stdout, stderr } = await refused(wrong);

    const lines = stderr.trimEnd().split('\n');
    expect(code).toBe(1);
    expect(lines).toHaveLength(Object.keys(wrong).length);
    for (const name of Object.keys(wrong)) expect(stderr).toContain(`${name}: `);
    expect(stdout + stderr).not.toContain(PASSWORD);
  });
});

test('the connection string may be in a file, for the service and for the migrations', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'heksher-secret-'));
  const file = join(directory, 'url');
  await writeFile(file, `${database.url}\n`);
  const environment = { HEKSHER_DB_CONNECTION_STRING_FILE: file };
  const service = start(environment);

  const health = await (await service.listening()).get('/api/health');
  await service.stop();
  const migration = await promisify(execFile)(process.execPath, ['dist/migrations/run.js'], { env: environment });
  await rm(directory, { recursive: true });
  const missing = await refused(environment);

  expect(health.status).toBe(200);
  expect(migration.stdout).toBe('The schema is up to date.\n');
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining(`the file ${file} cannot be read`) });
});

test('a port that is taken ends the process with one line', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;

  const { code, stderr } = await refused({ DOC_ONLY: 'true', HEKSHER_PORT: String(port) });

  other.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^[^\\n]*${port}[^\\n]*\\n$`));
});

test('a database that cannot be reached ends the process without showing the password', async () => {
  const { hostname, port } = new URL(database.url);
  const addresses = [
    `postgresql://heksher:${PASSWORD}@127.0.0.1:1/heksher`,
    `postgresql://heksher:${PASSWORD}@nowhere.invalid/heksher?sslmode=require`,
    `postgresql://nobody:${PASSWORD}@${hostname}:${port}/heksher`,
    `postgresql://${hostname}:${port}/nowhere?user=heksher&password=${PASSWORD}`,
  ];

  const ends = await Promise.all(
    addresses.map((HEKSHER_DB_CONNECTION_STRING) =>
      refused({ HEKSHER_DB_CONNECTION_STRING, HEKSHER_LOG_LEVEL: 'debug' }),
    ),
  );

  for (const { code, stdout, stderr } of ends) {
    expect(code).toBe(1);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stdout).toContain('"error":');
    expect(stdout + stderr).not.toContain(PASSWORD);
  }
});

test('stored context features that are not among the expected ones end the process and stay', async () => {
  const stored = await createDatabase();
  await stored.sql(`insert into context_features (name, index) values ('user', 0), ('trust', 1)`);

  const { code, stderr } = await refused({
    HEKSHER_DB_CONNECTION_STRING: stored.url,
    HEKSHER_STARTUP_CONTEXT_FEATURES: 'trust;user;theme',
  });

  const rows = await stored.sql('select name, index from context_features order by index');
  await stored.drop();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^[^\n]*HEKSHER_STARTUP_CONTEXT_FEATURES: [^\n]*user, trust[^\n]*trust, user, theme[^\n]*\n$/);
  expect(rows).toEqual([
    { name: 'user', index: 0 },
    { name: 'trust', index: 1 },
  ]);
});

test('an unusable Sentry address is logged and stops nothing', async () => {
  const service = start({ HEKSHER_DB_CONNECTION_STRING: database.url, SENTRY_DSN: 'nonsense' });

  const heksher = await service.listening();
  const answer = await heksher.get('/api/health');
  await service.stop();

  expect(answer.status).toBe(200);
  const { code, stdout } = await service.ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/"level":"error"[^\n]*SENTRY_DSN/);
});

test('doc-only mode needs no other variable, and its pages load nothing from other hosts', async () => {
  const service = start({ DOC_ONLY: 'yes' });

  const heksher = await service.listening();
  const answers = [
    await heksher.get('/api/health'),
    await heksher.get('/docs'),
    await heksher.get('/redoc'),
    await heksher.get('/redoc/redoc.standalone.js'),
    await heksher.get('/openapi.json'),
    await heksher.get('/favicon.ico'),
  ];
  const query = await heksher.query();
  await service.stop();

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(answers[0]?.body).toMatchObject({ doc_only: true });
  expect(answers[3]?.text.length).toBeGreaterThan(100_000);
  expect(query.status).toBe(404);
});

test('the service shows its version in its health and in its document', async () => {
  const service = start({ HEKSHER_DB_CONNECTION_STRING: database.url });

  const heksher = await service.listening();
  const [health, document] = [await heksher.get('/api/health'), await heksher.get('/openapi.json')];
  await service.stop();

  const { version } = health.body as { version: string };
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  expect(document.body).toMatchObject({ info: { title: 'Heksher', version } });
});
