// npm test: runs all tests with coverage; `npm test -- ARGUMENTS` passes the arguments to Jest.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

prepare();

const words = process.argv.slice(2);
const coverage = ['--coverage', '--coverageReporters', 'text-summary', '--coverageReporters', 'lcovonly'];
const jest = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    ...(words.length > 0 ? words : coverage),
  ],
  { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => jest.kill(signal));
jest.on('exit', (code) => process.exit(code ?? 1));
