import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.js';

/** Where Debian's package puts it. */
const PROGRAM = '/usr/sbin/pgbouncer';

/** Ends a program once its own input does, which happens when this process ends in whatever way. */
const GUARD = '"$@" < /dev/null & read -r _; kill $!; wait';

export const isPgBouncerInstalled = existsSync(PROGRAM);

export interface PgBouncer {
  /** The database behind it. */
  url: string;
  stop(): Promise<void>;
}

/** A PgBouncer in transaction mode in front of a server, with so many of its connections for each database. */
export async function startPgBouncer(database: string, connections: number): Promise<PgBouncer> {
  const directory = await mkdtemp(join(tmpdir(), 'heksher-pgbouncer-'));
  await chmod(directory, 0o755); // it reads its file as another user
  const file = join(directory, 'pgbouncer.ini');
  const port = await freePort();
  await writeFile(file, configuration(new URL(database), { port, connections }));
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn('/bin/sh', ['-c', GUARD, 'sh', PROGRAM, '-q', ...user, file], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const url = `postgresql://heksher@127.0.0.1:${port}${new URL(database).pathname}`;
  await untilAnswered(url);
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

async function untilAnswered(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (tries === 100) throw error;
      await sleep(100);
    }
  }
}
