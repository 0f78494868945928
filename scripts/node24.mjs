// npm run test:node24: runs the unit tests and a smoke test of the built service on Node.js 24, the version in the image.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findNode } from './other-node.mjs';
import { prepare } from './prepare.mjs';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const TESTS = ['--selectProjects', 'units', 'service', '--testPathPatterns', '\\.spec\\.ts$', 'test/smoke/'];

prepare();
process.exitCode = test(findNode(24));

/** Answers the exit code of the tests; 0 with a warning if there is no Node.js 24. */
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
