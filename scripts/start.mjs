// npm start: from a fresh checkout to a running service, in this very process.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { installMissing } from './install.mjs';

endWithParent();
try {
  installMissing();
  build({ ifStale: true });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
setDefaults(process.env);
await import('../dist/apps/heksher/src/main.js');

/** A database of its own and a port of this machine only. In production nothing is assumed about the database. */
function setDefaults(env) {
  const isDocOnly = !['', '0', 'false', 'no', 'off'].includes((env.DOC_ONLY ?? '').toLowerCase());
  if (env.NODE_ENV !== 'production' && !isDocOnly) {
    const directory = fileURLToPath(new URL('../.heksher-data', import.meta.url));
    if (!env.HEKSHER_DB_CONNECTION_STRING_FILE) env.HEKSHER_DB_CONNECTION_STRING ||= `embedded:${directory}`;
  }
  env.HEKSHER_PORT ||= '8888';
  env.HEKSHER_HOST ||= '127.0.0.1';
}

/** npm can't pass a SIGKILL on: the service would go on without anyone to stop it, and keep its port. */
function endWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return; // whoever started it otherwise may leave it behind
  const ancestors = findAncestors();
  const timer = setInterval(() => {
    if (findAncestors() === ancestors) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
  // A signal for all of them (Ctrl-C) ends npm and the service: one more would cut the service's end short.
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => {
      clearInterval(timer);
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal); // the service isn't up yet
    });
  }
}

/** npm runs scripts through `sh -c`. Some shells stay between: then npm is the parent's parent. */
function findAncestors() {
  const { ppid } = process;
  try {
    const isShell = readFileSync(`/proc/${ppid}/cmdline`, 'utf8').split('\0')[1] === '-c';
    const [, grandparent] = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${ppid}/stat`, 'utf8'));
    return isShell ? `${ppid} ${grandparent}` : `${ppid}`;
  } catch {
    return `${ppid}`; // not on Linux
  }
}
