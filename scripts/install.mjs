import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { adviseOnNode } from './node-version.mjs';

const root = new URL('../', import.meta.url);

/** Installs the dependencies if they differ from package-lock.json. Throws if npm fails, after npm has printed why. */
export function installMissing() {
  const reason = findDifference();
  if (reason === undefined) return;
  const advice = adviseOnNode(process.versions.node);
  if (advice !== undefined) console.log(advice);
  console.log(`Installing the dependencies (${reason}): npm ci`);
  // Errors only: on Node.js 20, npm warns about every development tool that prefers a newer version. The build and the
  // tests need the development dependencies for any NODE_ENV.
  const { status, error } = spawnSync('npm', ['ci', '--include=dev', '--include=optional', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`npm ci failed${error ? `: ${error.message}` : ''}`);
}

/** npm records the installed packages in node_modules/.package-lock.json, in the form of package-lock.json. */
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
