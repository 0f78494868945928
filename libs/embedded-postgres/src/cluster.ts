import { randomBytes, randomUUID } from 'node:crypto';
import { access, chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './error.js';
import { startGuarded } from './guarded-process.js';
import { isAlive } from './process.js';
import type { Sweeper } from './sweeper.js';

/**
 * The contents of a directory: `cluster/data` is PostgreSQL's and belongs to its account; the files beside it are ours.
 * This process never writes inside `data`: if it is root, PostgreSQL's account could redirect the write.
 */
export type Cluster = { directory: string; root: string; data: string };

export type Environment = { binaries: Binaries; account: Account | undefined; sweeper: Sweeper };

const unfinished = 'unfinished-';

export function clusterIn(directory: string): Cluster {
  const root = join(directory, 'cluster');
  return { directory, root, data: join(root, 'data') };
}

export async function isInitialised({ root }: Cluster): Promise<boolean> {
  return access(root).then(
    () => true,
    () => false,
  );
}

/**
 * Creates the cluster under another name and then renames it. So `cluster` is always complete, however an earlier attempt
 * ended, and only one of two concurrent attempts succeeds. Answers false if another attempt did.
 */
export async function initialise(
  cluster: Cluster,
  environment: Environment,
  flags: readonly string[] = [],
): Promise<boolean> {
  await mkdir(cluster.directory, { recursive: true });
  const root = await mkdtemp(join(cluster.directory, `${unfinished}${process.pid}-`));
  try {
    await chmod(root, 0o711); // lets PostgreSQL's account through, if the folders above do
    await initdb(root, flags, environment);
    await writeOwner(root);
    await rename(root, cluster.root);
    return true;
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    if (await isInitialised(cluster)) return false;
    throw error;
  }
}

async function initdb(
  root: string,
  flags: readonly string[],
  { binaries, account, sweeper }: Environment,
): Promise<void> {
  const data = join(root, 'data');
  await mkdir(data, { mode: 0o700 });
  if (account !== undefined) await chown(data, account.uid, account.gid);
  const password = randomBytes(24).toString('base64url');
  await writeFile(join(root, 'password'), password, { mode: 0o600 });

  const run = startGuarded({
    file: binaries.initdb,
    // Not "trust": every account of this machine can reach the port, and a superuser of PostgreSQL can run programs.
    args: [
      ...['-D', pathFor(data, account), '-U', 'postgres', '-E', 'UTF8', '--no-locale', '--no-instructions'],
      ...['-A', 'scram-sha-256', '--pwfile=/dev/stdin', ...flags],
    ],
    cwd: data,
    account,
    input: password,
    line: sweeper.line,
  });
  if ((await run.ended) !== 0) throw new EmbeddedPostgresError(`${data} can't be initialised: ${run.log()}`);
}

/**
 * The path of the data for PostgreSQL's processes, which start inside it. On Linux it is a name for the current directory
 * that works without access to its parents, which the account may lack (for example, to root's own folder).
 */
export function pathFor(data: string, account: Account | undefined): string {
  return account !== undefined && process.platform === 'linux' ? '/proc/self/cwd' : data;
}

export async function readPassword({ root }: Cluster): Promise<string> {
  return readFile(join(root, 'password'), 'utf8');
}

/** Records the process that uses the data, which means more to people than PostgreSQL's own process. */
/** Replaces the file as a whole, so that nobody reads an empty one. */
export async function writeOwner(root: string): Promise<void> {
  const path = join(root, 'owner.pid');
  const unfinishedPath = `${path}.${randomUUID()}`;
  await writeFile(unfinishedPath, `${process.pid}\n`);
  await rename(unfinishedPath, path);
}

export async function readOwner({ root }: Cluster): Promise<number | undefined> {
  const text = await readFile(join(root, 'owner.pid'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text);
}

/** Removes unfinished clusters of killed processes; a living process removes its own. */
export async function removeAbandoned({ directory }: Cluster): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(unfinished)) continue;
    const pid = Number.parseInt(name.slice(unfinished.length), 10);
    // If this fails, because its initdb is still ending, a later start removes it.
    if (!(await isAlive(pid))) await rm(join(directory, name), { recursive: true, force: true }).catch(() => {});
  }
}
