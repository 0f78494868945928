import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountFor } from './account.js';
import { installedBinaries, runnableBinaries } from './binaries.js';
import {
  clusterIn,
  initialise,
  isInitialised,
  pathFor,
  readOwner,
  readPassword,
  removeAbandoned,
  writeOwner,
  type Cluster,
  type Environment,
} from './cluster.js';
import { EmbeddedPostgresError } from './error.js';
import { startGuarded, type GuardedProcess } from './guarded-process.js';
import { findHolder, readLock } from './lock-file.js';
import { findFreePort, isFreePort } from './port.js';
import { isAlive } from './process.js';
import { createSweeper } from './sweeper.js';

export type EmbeddedPostgresOptions = {
  /** The directory of the data, which the next start finds again. */
  directory: string;
  /** Nothing is synced to the disk, and everything is removed at the stop. */
  ephemeral?: boolean;
  /** Further arguments of `postgres`. */
  flags?: string[];
  /** The port to listen on; by default, any free one. */
  port?: number;
};

export type EmbeddedPostgres = {
  url: string;
  port: number;
  /** Resolves when all of its processes have ended. */
  stop(): Promise<void>;
};

const patience = 60_000;
const dying = 1_000;
const unsafe = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'].flatMap((setting) => ['-c', setting]);

/**
 * Starts a PostgreSQL on a port of the loopback interface. It ends with this process, however that ends. Throws
 * `EmbeddedPostgresError` if the directory is in use, or PostgreSQL isn't installed or doesn't start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { directory, ephemeral = false, flags = [], port } = options;
  const cluster = clusterIn(resolve(directory));
  await whenFree(cluster);
  if (ephemeral && (await isInitialised(cluster))) {
    throw new EmbeddedPostgresError(`${cluster.directory} holds data, and an ephemeral database would remove it`);
  }

  const sweeper = createSweeper();
  try {
    const installed = await installedBinaries(process.platform, process.arch);
    const account = await accountFor(cluster.data);
    const environment = { binaries: await runnableBinaries(installed, account, sweeper), account, sweeper };
    if (!(await isInitialised(cluster))) await (ephemeral ? initialiseEphemeral : initialise)(cluster, environment);
    return await start({ cluster, flags: ephemeral ? [...unsafe, ...flags] : flags, environment, port });
  } catch (error) {
    await sweeper.sweep();
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(`${cluster.directory} can't be used: ${String(error)}`, { cause: error });
  }
}

async function initialiseEphemeral(cluster: Cluster, environment: Environment): Promise<void> {
  const isOurs = await initialise(cluster, environment, ['--no-sync']);
  if (!isOurs) throw inUse(cluster, await readOwner(cluster)); // so it is not ours to remove
  environment.sweeper.removeLater(cluster.root);
}

/**
 * Waits for a server that is about to end because its owner has ended. Throws if the owner goes on living; a process that
 * was just killed takes a moment to be gone.
 */
async function whenFree(cluster: Cluster): Promise<void> {
  const began = Date.now();
  for (;;) {
    const holder = await findHolder(cluster.data);
    if (holder === undefined) return;
    const owner = await readOwner(cluster);
    const isOwned = owner !== undefined && (await isAlive(owner));
    if (Date.now() > began + (isOwned ? dying : patience)) throw inUse(cluster, isOwned ? owner : holder);
    await sleep(50);
  }
}

const inUse = ({ directory }: Cluster, pid: number | undefined): EmbeddedPostgresError =>
  new EmbeddedPostgresError(`${directory} is in use by another process (pid ${pid ?? 'unknown'})`);

async function start({
  port: wanted,
  ...launching
}: Omit<Launch, 'port'> & { port: number | undefined }): Promise<EmbeddedPostgres> {
  const { cluster, environment } = launching;
  const deadline = Date.now() + patience;
  for (;;) {
    const port = wanted ?? (await findFreePort());
    const server = launch({ ...launching, port });
    if (await isReady({ cluster, port, server, deadline })) return await settle({ cluster, port, server, environment });

    server.interrupt();
    await server.ended;
    await whenFree(cluster);
    // A lock that remains means that the processes of a killed server are still ending.
    const isWorthAnother = (await readLock(cluster.data)) !== undefined || !(await isFreePort(port));
    if (!isWorthAnother || Date.now() > deadline) {
      throw new EmbeddedPostgresError(`PostgreSQL did not start in ${cluster.directory}: ${server.log()}`);
    }
    await sleep(50);
  }
}

type Launch = { cluster: Cluster; port: number; flags: string[]; environment: Environment };

function launch({ cluster, port, flags, environment }: Launch): GuardedProcess {
  const { binaries, account, sweeper } = environment;
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories='].flatMap((setting) => ['-c', setting]);
  return startGuarded({
    file: binaries.postgres,
    args: ['-D', pathFor(cluster.data, account), '-p', String(port), ...settings, ...flags],
    cwd: cluster.data,
    account,
    line: sweeper.line,
  });
}

type Start = { cluster: Cluster; port: number; server: GuardedProcess };

async function isReady({ cluster, port, server, deadline }: Start & { deadline: number }): Promise<boolean> {
  const ended = server.ended.then(() => 'ended' as const);
  for (;;) {
    const lock = await readLock(cluster.data);
    // The port distinguishes this server's lock from another's, because no other server can listen on it.
    if (lock?.isReady && lock.port === port && (await isAlive(lock.pid))) return true;
    if ((await Promise.race([ended, sleep(20)])) === 'ended' || Date.now() > deadline) return false;
  }
}

async function settle({
  cluster,
  port,
  server,
  environment,
}: Start & Pick<Launch, 'environment'>): Promise<EmbeddedPostgres> {
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    server.interrupt();
    await server.ended;
    await environment.sweeper.sweep();
  };
  try {
    const password = await readPassword(cluster);
    await writeOwner(cluster.root);
    await removeAbandoned(cluster);
    server.unref();
    const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
    return { url, port, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await stop();
    throw error;
  }
}
