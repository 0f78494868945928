import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { spawnGuarded } from './guarded.js';
import { isReachable } from './connections.js';
import { until } from './until.js';

/** Where Debian's package puts it. */
const PROGRAM = '/usr/sbin/pgbouncer';

export const isPgBouncerInstalled = existsSync(PROGRAM);

export interface PgBouncer {
  /** The database behind it. */
  url: string;
  stop(): Promise<void>;
}

/** Starts a PgBouncer in transaction mode in front of a server, with this many server connections for each database. */
export async function startPgBouncer(database: string, connections: number): Promise<PgBouncer> {
  const directory = await mkdtemp(join(tmpdir(), 'heksher-pgbouncer-'));
  await chmod(directory, 0o755); // it reads its file as another user
  const file = join(directory, 'pgbouncer.ini');
  const port = await freePort();
  await writeFile(file, configuration(new URL(database), { port, connections }));
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawnGuarded([PROGRAM, '-q', ...user, file]);
  child.stderr.resume();
  const url = `postgresql://heksher@127.0.0.1:${port}${new URL(database).pathname}`;
  await until(() => isReachable(url), 'the pooler to answer');
  return {
    url,
    stop: async () => {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
      await rm(directory, { recursive: true });
    },
  };
}

function configuration(
  { hostname, port: serverPort, username, password }: URL,
  { port, connections }: { port: number; connections: number },
): string {
  const login = `user=${decodeURIComponent(username)} password=${decodeURIComponent(password)}`;
  return [
    '[databases]',
    `* = host=${hostname} port=${serverPort || 5432} ${login}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    `default_pool_size = ${connections}`,
    'max_client_conn = 900',
    // As docs/database.md advises.
    'server_login_retry = 1',
    'server_connect_timeout = 2',
    '',
  ].join('\n');
}
