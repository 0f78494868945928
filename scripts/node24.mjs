// npm run test:node24: the unit tests and a smoke test of the built service on Node.js 24, which the image has.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { installMissing } from './install.mjs';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const TESTS = ['--selectProjects', 'units', 'service', '--testPathPatterns', '\\.spec\\.ts$', 'test/smoke/'];

try {
  installMissing();
  build({ ifStale: true });
  process.exitCode = test(findNode24());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** The path of a Node.js 24; undefined if there is none and the registry has none for this machine. */
function findNode24() {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  const { status, stdout } = spawnSync('npx', ['--yes', '--package', 'node@24', 'node', '-p', 'process.execPath'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** The exit code of the tests; 0 with a loud line if there is no Node.js 24 to run them. */
function test(node) {
  if (node === undefined) {
    console.error('SKIPPED: Node.js 24 could not be installed, so nothing was tested on it');
    return 0;
  }
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  console.log(`Testing on Node.js ${stdout.trim()}`);
  const { status } = spawnSync(node, [...FLAGS, 'node_modules/jest/bin/jest.js', ...TESTS], { cwd, stdio: 'inherit' });
  return status ?? 1;
}
