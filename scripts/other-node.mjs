// node scripts/other-node.mjs MAJOR: prints the path of a Node.js of another major version, which npm installs if necessary.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** An installation takes seconds. Without a network it ends by itself, too, but late. */
const LONGEST_MS = 120_000;

/** The path of a Node.js of a major version; undefined if there is none and it cannot be installed. */
export function findNode(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const words = ['--yes', '--fetch-retries=0', '--package', `node@${major}`, 'node', '-p', 'process.execPath'];
  const { status, stdout } = spawnSync('npx', words, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LONGEST_MS,
  });
  return status === 0 ? stdout.trim() : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const node = findNode(process.argv[2]);
  if (node === undefined) process.exitCode = 1;
  else console.log(node);
}
