// npm start: prepares a checkout and runs the service in this process.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { showDemo } from './demo/show-demo.mjs';
import { prepare } from './prepare.mjs';

endWithParent();
prepare();
setDefaults(process.env);
const isDemo = takeWord('--demo');
const { address } = await import('../dist/apps/heksher/src/main.js');
if (isDemo && address) await showDemo(address, process.env);

/** Whether the command line has a word. The service itself does not know it. */
function takeWord(word) {
  const words = process.argv.filter((one) => one !== word);
  return process.argv.splice(0, Infinity, ...words).length > words.length;
}

/** Defaults to an embedded database, except in production, and to a port on the loopback address. */
function setDefaults(env) {
  const isDocOnly = !['', '0', 'false', 'no', 'off'].includes((env.DOC_ONLY ?? '').toLowerCase());
  if (env.NODE_ENV !== 'production' && !isDocOnly) {
    const directory = fileURLToPath(new URL('../.heksher-data', import.meta.url));
    if (!env.HEKSHER_DB_CONNECTION_STRING_FILE) env.HEKSHER_DB_CONNECTION_STRING ||= `embedded:${directory}`;
  }
  env.HEKSHER_PORT ||= '8888';
  env.HEKSHER_HOST ||= '127.0.0.1';
}

/** npm can't forward a SIGKILL, so without this the service would run on and keep its port. */
function endWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return; // without npm, the service may outlive its parent
  const ancestors = findAncestors();
  const timer = setInterval(() => {
    if (findAncestors() === ancestors) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
  // Ctrl-C signals npm and the service: a second signal would cut the service's shutdown short.
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => {
      clearInterval(timer);
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal); // the service hasn't started yet
    });
  }
}

/** npm runs scripts through `sh -c`. Some shells stay as the parent, so npm is then the grandparent. */
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
