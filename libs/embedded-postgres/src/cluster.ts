import { randomBytes } from 'node:crypto';
import { access, chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './error.js';
import { startGuarded } from './guarded-process.js';
import { isAlive } from './process.js';
import type { Sweeper } from './sweeper.js';

/**
 * What a directory holds: `cluster/data` is PostgreSQL's and belongs to its account; the files beside it are ours. No
 * file is ever written inside `data` from here: where this process is root, PostgreSQL's account could divert it.
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
 * Makes the cluster aside and then renames it: what `cluster` holds is complete, however an earlier attempt ended, and
 * of two at once one is taken. False: it was another's.
 */
export async function initialise(
  cluster: Cluster,
  environment: Environment,
  flags: readonly string[] = [],
): Promise<boolean> {
  await mkdir(cluster.directory, { recursive: true });
  const root = await mkdtemp(join(cluster.directory, `${unfinished}${process.pid}-`));
  try {
    await chmod(root, 0o711); // PostgreSQL's account may pass, where the folders above let it
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
 * How PostgreSQL's processes, which start inside the data, name it. Linux has a name for the current directory that
 * needs no way through its parents: the account may not be let through them (root's own folder, say).
 */
export function pathFor(data: string, account: Account | undefined): string {
  return account !== undefined && process.platform === 'linux' ? '/proc/self/cwd' : data;
}

export async function readPassword({ root }: Cluster): Promise<string> {
  return readFile(join(root, 'password'), 'utf8');
}

/** For whoever finds the data in use: the process that uses it, which tells people more than PostgreSQL's own. */
export async function writeOwner(root: string): Promise<void> {
  await writeFile(join(root, 'owner.pid'), `${process.pid}\n`);
}

export async function readOwner({ root }: Cluster): Promise<number | undefined> {
  const text = await readFile(join(root, 'owner.pid'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text);
}

/** Removes what killed processes have left; one that lives sees to its own. */
export async function removeAbandoned({ directory }: Cluster): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(unfinished)) continue;
    const pid = Number.parseInt(name.slice(unfinished.length), 10);
    // What can't be removed yet, since its initdb is still ending, is removed at another start.
    if (!(await isAlive(pid))) await rm(join(directory, name), { recursive: true, force: true }).catch(() => {});
  }
}
