import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Command, Option } from 'commander';
import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { placesOf } from './tree.js';
import { zshScript } from './zsh.js';

const program = new Command('heksher').option('--url <url>', 'the address');
program.command('plan').summary("say what's planned").argument('<file>').option('--save <file>', 'write a file');
program.addOption(new Option('-o, --output <format>').choices(['json', 'text']));
const token = program.command('token').summary('tokens');
token
  .command('create')
  .argument('<name>')
  .addOption(new Option('--role <role>').choices(['reader', 'admin']));
token.command('list');

/** What bash offers for the last of these words. */
function offered(...words: string[]): string[] {
  const list = words.map((word) => `'${word}'`).join(' ');
  const script = `${bashScript(placesOf(program))}
    COMP_WORDS=(heksher ${list}); COMP_CWORD=${words.length}; _heksher; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
    encoding: 'utf8',
    cwd: 'docs/decisions/..',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

test.each([
  [[''], ['plan', 'token']],
  [['t'], ['token']],
  [
    ['token', ''],
    ['create', 'list'],
  ],
  [['token', 'create', '--r'], ['--role']],
  [
    ['token', 'create', 'ci', '--role', ''],
    ['reader', 'admin'],
  ],
  [['token', 'create', 'plan', '--role', 'a'], ['admin']],
  [['--url', 'plan', 'to'], ['token']],
  [['plan', '--output', 'j'], ['json']],
  [['plan', '--output', '=', 'j'], ['json']],
  [['plan', '--s'], ['--save']],
  [['plan', 'concept'], ['concepts.md']],
  [['plan', '--save', 'concept'], ['concepts.md']],
  [['token', 'create', ''], []],
  [['token', 'list', ''], []],
])('in bash, after %j, Tab offers %j', (words, offers) => {
  expect(offered(...words)).toEqual(offers);
});

test('the scripts for zsh and fish have every command with its summary', () => {
  const places = placesOf(program);

  expect(zshScript(places)).toContain(`'plan:say what'\\''s planned'`);
  expect(fishScript(places)).toContain(`-a 'plan' -d 'say what\\'s planned'`);
  expect(fishScript(places)).toContain(`__heksher_at \\'token create\\'' -l role -x -a 'reader admin'`);
});

test.each([
  ['bash', bashScript],
  ['zsh', zshScript],
  ['fish', fishScript],
])('%s, if it is installed, can read its script', (shell, scriptOf) => {
  const directory = mkdtempSync(join(tmpdir(), 'heksher-completion-'));
  writeFileSync(join(directory, 'script'), scriptOf(placesOf(program)));

  const { error, stderr } = spawnSync(shell, ['-n', join(directory, 'script')], { encoding: 'utf8' });

  rmSync(directory, { recursive: true });
  if (error && (error as NodeJS.ErrnoException).code === 'ENOENT') return;
  expect(stderr).toBe('');
});
