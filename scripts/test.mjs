// npm test: everything, with coverage; `npm test -- <arguments of jest>`: what they say.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { installMissing } from './install.mjs';

try {
  installMissing();
  build({ ifStale: true });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const wanted = process.argv.slice(2);
const coverage = ['--coverage', '--coverageReporters', 'text-summary', '--coverageReporters', 'lcovonly'];
const jest = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    ...(wanted.length > 0 ? wanted : coverage),
  ],
  { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => jest.kill(signal));
jest.on('exit', (code) => process.exit(code ?? 1));
