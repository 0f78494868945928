// Brings node_modules to what package-lock.json says, where it isn't there yet.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);

export function installMissing() {
  const reason = findDifference();
  if (reason === undefined) return;
  console.log(`Installing the dependencies (${reason}): npm ci`);
  // The build and the tests need the development dependencies, whatever NODE_ENV says.
  const { status, error } = spawnSync('npm', ['ci', '--include=dev'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm ci failed${error ? `: ${error.message}` : ''}`);
}

/** npm keeps what it has installed in node_modules/.package-lock.json, in the same form as package-lock.json. */
function findDifference() {
  const installed = readPackages('node_modules/.package-lock.json');
  if (installed === undefined) return 'there are none';
  for (const [path, wanted] of Object.entries(readPackages('package-lock.json') ?? {})) {
    const found = installed[path];
    if (path === '' || (found === undefined && (wanted.optional || wanted.devOptional))) continue;
    if (found?.version !== wanted.version || found?.integrity !== wanted.integrity) {
      return `${path} is ${found ? 'another' : 'missing'}`;
    }
  }
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(new URL(file, root), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
