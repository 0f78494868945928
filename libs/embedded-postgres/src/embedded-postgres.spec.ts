import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { installedBinaries, runnableBinaries } from './binaries.js';
import { startEmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';
import { EmbeddedPostgresError } from './error.js';
import { readLock } from './lock-file.js';
import { isFreePort } from './port.js';
import { isAlive } from './process.js';
import { createSweeper } from './sweeper.js';

const isRoot = process.getuid?.() === 0;

let folder: string;
let directory: string;
const children = new Set<ChildProcess>();
const servers = new Set<{ stop(): Promise<void> }>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heksher-test-')); // only its owner may enter
  directory = join(folder, 'database');
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const server of servers) await server.stop();
  const pid = (await readLock(dataIn(directory)))?.pid;
  if (pid !== undefined) await untilGone(pid);
  children.clear();
  servers.clear();
  await rm(folder, { recursive: true, force: true });
});

describe('starting and stopping', () => {
  test('an embedded PostgreSQL answers queries', async () => {
    const { url } = await start({ directory });

    expect(await query(url, 'select 6 * 7 as answer')).toEqual([{ answer: 42 }]);
  });

  test('the next start finds the data again', async () => {
    const first = await start({ directory });
    await query(first.url, 'create table kept as select 1 as id');
    await first.stop();

    const second = await start({ directory });

    expect(await query(second.url, 'select * from kept')).toEqual([{ id: 1 }]);
  });

  test('after a stop no process runs, and a second stop does nothing', async () => {
    const { port, stop } = await start({ directory });
    const pid = await serverPid();

    await stop();
    await stop();

    expect(await isAlive(pid)).toBe(false);
    expect(await isFreePort(port)).toBe(true);
  });

  test('an ephemeral PostgreSQL leaves nothing behind', async () => {
    const { url, stop } = await start({ directory, ephemeral: true });

    expect(await query(url, 'show fsync')).toEqual([{ fsync: 'off' }]);
    await stop();

    expect(await readdir(folder)).toEqual([]);
  });

  test('an ephemeral PostgreSQL leaves other files in its directory alone', async () => {
    await mkdir(directory);
    await writeFile(join(directory, 'notes'), 'mine');

    const { stop } = await start({ directory, ephemeral: true });
    await stop();

    expect(await readdir(directory)).toEqual(['notes']);
  });

  test('an ephemeral PostgreSQL refuses a directory with data', async () => {
    const { stop } = await start({ directory });
    await stop();

    await expect(start({ directory, ephemeral: true })).rejects.toThrow(/holds data/);
  });

  test('an embedded PostgreSQL takes further settings', async () => {
    const { url } = await start({ directory, ephemeral: true, flags: ['-c', 'work_mem=5MB'] });

    expect(await query(url, 'show work_mem')).toEqual([{ work_mem: '5MB' }]);
  });

  test('an embedded PostgreSQL needs the password', async () => {
    const { url } = await start({ directory, ephemeral: true });
    const wrong = new URL(url);
    wrong.password = 'guessed';

    await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  test('if PostgreSQL does not start, the error has its message', async () => {
    const attempt = start({ directory, ephemeral: true, flags: ['-c', 'no_such_setting=1'] });

    await expect(attempt).rejects.toThrow(EmbeddedPostgresError);
    await expect(attempt).rejects.toThrow(/did not start.*no_such_setting/s);
    expect(await readdir(folder)).toEqual([]);
  });

  test('an error names a directory that cannot be made', async () => {
    await writeFile(directory, 'a file');

    await expect(start({ directory })).rejects.toThrow(/^embedded: .*database can't be used: .*EEXIST/);
  });
});

describe('one directory, one process', () => {
  test('a second process on a directory is refused, with the id of the first', async () => {
    const child = await startInChild();

    await expect(start({ directory })).rejects.toThrow(
      `embedded: ${directory} is in use by another process (pid ${child.pid})`,
    );
  });

  test.each([{ ephemeral: false }, { ephemeral: true }])(
    'of two concurrent starts one succeeds (%j)',
    async (options) => {
      const outcomes = await Promise.allSettled([start({ directory, ...options }), start({ directory, ...options })]);

      const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []));
      expect(lost).toEqual([expect.stringContaining(`in use by another process (pid ${process.pid})`)]);
      expect(won).toHaveLength(1);
      for (const { url } of won) expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(await readdir(directory)).toEqual(['cluster']);
    },
  );
});

describe('after a violent end', () => {
  test('after its process was killed, no server runs, and the data is found again at once', async () => {
    const child = await startInChild();
    await query(child.url, 'create table kept as select 1 as id');
    const pid = await serverPid();

    await child.kill();
    const next = await start({ directory });

    expect(await isAlive(pid)).toBe(false);
    expect(await query(next.url, 'select * from kept')).toEqual([{ id: 1 }]);
  });

  test('an ephemeral PostgreSQL is removed although its process was killed', async () => {
    const child = await startInChild({ ephemeral: true });

    await child.kill();

    while ((await readdir(folder)).length > 0) await sleep(20);
  });

  test('a killed server does not block the next start', async () => {
    const child = await startInChild();
    process.kill(await serverPid(), 'SIGKILL');
    await child.kill();

    const { url } = await start({ directory });

    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a lock whose process id now belongs to another program does not block the next start', async () => {
    const { stop } = await start({ directory });
    await stop();
    await writeFile(join(dataIn(directory), 'postmaster.pid'), `${process.pid}\n\n\n5432\n\n\n\nready\n`);

    const { url } = await start({ directory });

    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a half-prepared directory is prepared again', async () => {
    await mkdir(join(directory, 'unfinished-abc', 'data'), { recursive: true });
    await writeFile(join(directory, 'unfinished-abc', 'data', 'PG_VERSION'), '18\n');

    const { url } = await start({ directory });

    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(directory)).toEqual(['cluster']);
  });
});

describe('the binaries', () => {
  test('an installation without them says what to do', async () => {
    const attempt = installedBinaries('linux', 'pdp11');

    await expect(attempt).rejects.toThrow(EmbeddedPostgresError);
    await expect(attempt).rejects.toThrow(
      /^embedded: needs the development dependency .+ set HEKSHER_DB_CONNECTION_STRING to a PostgreSQL server$/,
    );
  });

  test('an error names binaries that do not run', async () => {
    const broken = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };

    await expect(runnableBinaries(broken, undefined, createSweeper())).rejects.toThrow(/can't be run: .*ENOENT/);
  });

  (isRoot ? test : test.skip)('an account that may not reach them runs a copy, removed afterwards', async () => {
    const installed = await installedBinaries(process.platform, process.arch);
    const hidden = join(folder, 'native');
    await cp(dirname(dirname(installed.postgres)), hidden, { recursive: true, verbatimSymlinks: true });
    const unreachable = { initdb: join(hidden, 'bin', 'initdb'), postgres: join(hidden, 'bin', 'postgres') };
    const sweeper = createSweeper();

    const { postgres } = await runnableBinaries(unreachable, { uid: 65_534, gid: 65_534 }, sweeper);
    const copy = dirname(dirname(dirname(postgres)));

    expect(copy).not.toBe(folder);
    expect(await readdir(join(copy, 'native'))).toEqual(await readdir(hidden));
    await sweeper.sweep();
    await expect(readdir(copy)).rejects.toThrow(/ENOENT/);
  });
});

async function start(options: EmbeddedPostgresOptions): ReturnType<typeof startEmbeddedPostgres> {
  const server = await startEmbeddedPostgres(options);
  servers.add(server);
  return server;
}

/** Starts PostgreSQL in another process, which can be killed. */
async function startInChild(options: { ephemeral?: boolean } = {}) {
  const script = `
    import { startEmbeddedPostgres } from '${resolve('libs/embedded-postgres/src/index.ts')}';
    const { url } = await startEmbeddedPostgres(${JSON.stringify({ directory, ...options })});
    console.log(url);
    setInterval(() => {}, 60_000);
  `;
  const child = spawn(
    process.execPath,
    ['--import', resolve('scripts/typescript.mjs'), '--input-type=module', '-e', script],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.add(child);
  const [url] = (await once(child.stdout, 'data')) as [Buffer];
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { url: url.toString().trim(), pid: child.pid, kill };
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function dataIn(home: string): string {
  return join(home, 'cluster', 'data');
}

async function serverPid(): Promise<number> {
  return Number((await readFile(join(dataIn(directory), 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function untilGone(pid: number): Promise<void> {
  while (await isAlive(pid)) await sleep(20);
}
