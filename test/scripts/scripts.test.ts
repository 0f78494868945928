/** Tests the scripts of package.json in a nearly empty checkout, with an npm that only prints its arguments. */
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { run as runProgram, type Ended } from '../support/service-process.js';

let checkout: string;
beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'heksher-scripts-'));
  await cp('scripts', join(checkout, 'scripts'), { recursive: true });
  await write('package.json', '{ "type": "module" }');
  await write('package-lock.json', '{ "packages": { "node_modules/left-pad": { "version": "1.3.0" } } }');
  await write('bin/npm', '#!/bin/sh\necho "npm $*"\nexit 1\n');
  await chmod(join(checkout, 'bin/npm'), 0o755);
});
afterEach(() => rm(checkout, { recursive: true }));

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(checkout, path)), { recursive: true });
  await writeFile(join(checkout, path), content);
}

const run = (...words: string[]): Promise<Ended> =>
  runProgram([process.execPath, ...words], { cwd: checkout, env: { PATH: `${checkout}/bin:/usr/bin:/bin` } });

test.each(
  [['build'], ['migrations', 'run'], ['migrations', 'revert'], ['migrations', 'show'], ['start'], ['test']].map(
    (words) => [words],
  ),
)('on a fresh clone a script installs first, quietly, and ends if that fails: %j', async ([script = '', ...words]) => {
  await mkdir(join(checkout, 'migrations'));

  const { code, stdout, stderr } = await run(`scripts/${script}.mjs`, ...words);

  expect(code).toBe(1);
  expect(stdout).toMatch(/^Installing the dependencies \(there are none\): npm ci$/m);
  expect(stdout).toMatch(/^npm ci .*--loglevel=error$/m);
  expect(stderr).toBe('npm ci failed\n');
});

test.each(['run', 'revert'])('without sources, as in the image, migration:%s runs without a build', async (command) => {
  await write(`dist/migrations/${command}.js`, 'console.log("done")');

  const outcome = await run('scripts/migrations.mjs', command);

  expect(outcome).toEqual({ code: 0, stdout: 'done\n', stderr: '' });
});

test('npx heksher in a checkout that is not built says what to do', async () => {
  const outcome = await run('scripts/heksher.mjs', 'version');

  expect(outcome).toEqual({ code: 65, stdout: '', stderr: expect.stringContaining('Run "npm run build"') });
});

test.each([
  ['20.20.2', 'Node.js 20.20.2 is out of support: Node.js 24 is recommended.'],
  ['21.7.3', 'Node.js 21.7.3 is out of support: Node.js 24 is recommended.'],
  ['23.11.0', 'Node.js 23.11.0 is out of support: Node.js 24 is recommended.'],
  ['22.13.0', 'undefined'],
  ['24.11.0', 'undefined'],
  ['25.1.0', 'undefined'],
])('the advice on Node.js %s is: %s', async (version, advice) => {
  const print = `console.log(String((await import('./scripts/node-version.mjs')).adviseOnNode('${version}')))`;

  const { stdout } = await run('--input-type=module', '--eval', print);

  expect(stdout).toBe(`${advice}\n`);
});
