import { readFile, stat } from 'node:fs/promises';
import { EmbeddedPostgresError } from './error.js';

export type Account = { uid: number; gid: number };

/**
 * The account to run PostgreSQL as; undefined means that of this process. PostgreSQL refuses to run as root, so for root
 * it is the owner of existing data, otherwise `postgres` or `nobody`.
 */
export async function accountFor(data: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;

  const owner = await stat(data).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };

  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const account = findAccount(accounts, 'postgres') ?? findAccount(accounts, 'nobody');
  if (account !== undefined) return account;
  throw new EmbeddedPostgresError(
    'PostgreSQL refuses to run as root, and there is no account "postgres" or "nobody" to run it as',
  );
}

function findAccount(accounts: string, name: string): Account | undefined {
  const [, uid, gid] = new RegExp(`^${name}:[^:]*:(-?\\d+):(-?\\d+):`, 'm').exec(accounts) ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}
