import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { isReachable } from './connections.js';
import { until } from './until.js';

const run = promisify(execFile);

/** Where Debian's packages put each version. */
const VERSIONS = '/usr/lib/postgresql';

/** The folder with the programs of a PostgreSQL server from Debian's packages; undefined if none is installed. */
export const DEBIAN_POSTGRES = (existsSync(VERSIONS) ? readdirSync(VERSIONS) : [])
  .map((version) => join(VERSIONS, version, 'bin'))
  .find((bin) => existsSync(join(bin, 'postgres')) && existsSync(join(bin, 'pg_dump')));

export interface DebianPostgres {
  /** The URL for a superuser, without a database. */
  url: string;
  stop(): Promise<void>;
}

/** Starts a server of the installed version, because its `pg_dump` cannot dump newer servers such as the embedded one. */
export async function startDebianPostgres(bin: string): Promise<DebianPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'heksher-debian-'));
  const account = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (account.uid !== undefined) await chown(directory, account.uid, account.gid);
  await chmod(directory, 0o755);
  const data = join(directory, 'data');
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'], { ...account, cwd: '/' });

  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', `port=${port}`];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...flags], { ...account, cwd: '/', stdio: 'ignore' });
  const url = `postgresql://postgres@127.0.0.1:${port}`;
  const isUp = async () => {
    if (server.exitCode !== null) throw new Error(`${bin}/postgres has ended with status ${server.exitCode}`);
    return isReachable(`${url}/postgres`);
  };
  await until(isUp, 'the server to answer');
  return {
    url,
    stop: async () => {
      const closed = once(server, 'close');
      server.kill('SIGINT'); // disconnects everybody
      await closed;
      await rm(directory, { recursive: true });
    },
  };
}

/** The id of the user or group that the packages create for their server, which refuses to run as root. */
function idOf(option: '-u' | '-g'): number {
  return Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
}
