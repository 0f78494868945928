import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { spawnGuarded } from './guarded.js';
import { until } from './until.js';

/** Where Debian's package puts it. */
const PROGRAM = '/usr/sbin/nginx';

export const isNginxInstalled = existsSync(PROGRAM);

export interface NginxConfiguration {
  /** Directives of the `http` block, such as `upstream`. */
  http?: string;
  /** Directives of the only `server` block, which listens already. */
  server: string;
}

export interface Nginx {
  url: string;
  /** The content of nginx's error log so far. */
  errors(): string;
  stop(): Promise<void>;
}

/** Starts nginx on a free loopback port. Throws with its error log if it does not start. */
export async function startNginx(configuration: NginxConfiguration): Promise<Nginx> {
  const directory = await mkdtemp(join(tmpdir(), 'heksher-nginx-'));
  const file = join(directory, 'nginx.conf');
  const port = await freePort();
  await writeFile(file, print(configuration, { directory, port }));
  const child = spawnGuarded([PROGRAM, '-e', 'stderr', '-p', directory, '-c', file]);
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const stop = async () => {
    const closed = once(child, 'close'); // with its output, which every worker of nginx keeps open
    child.stdin.end();
    await closed;
    await rm(directory, { recursive: true });
  };
  await until(async () => /\[emerg\]/.test(errors) || isListening(port), 'nginx to listen');
  if (/\[emerg\]/.test(errors)) {
    await stop();
    throw new Error(`nginx does not start: ${errors}`);
  }
  return { url: `http://127.0.0.1:${port}`, errors: () => errors, stop };
}

function print({ http = '', server }: NginxConfiguration, at: { directory: string; port: number }): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
    ${process.getuid?.() === 0 ? 'user root;' : ''} # another user could not read a directory of root's
    daemon off;
    worker_processes 1;
    pid ${at.directory}/nginx.pid;
    error_log stderr warn;
    events { worker_connections 1024; }
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${at.directory}/${name};`).join('\n')}
      ${http}
      server {
        listen 127.0.0.1:${at.port};
        ${server}
      }
    }
  `;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
