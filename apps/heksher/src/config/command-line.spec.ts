import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { replyTo } from './command-line.js';
import { VARIABLE_NAMES, describe, shownDefault } from './variables.js';

const DEFAULTS = VARIABLE_NAMES.map((name) => [name, shownDefault(describe(name))] as const);

test('without arguments the process serves', () => {
  expect(replyTo([], '1.2.3')).toBeUndefined();
});

test('--version prints the name and the version', () => {
  expect(replyTo(['--version'], '1.2.3')).toEqual({ status: 0, text: 'heksher 1.2.3\n' });
});

test.each(['--help', '-h'])('%s names every variable with its default, in lines of at most 100 characters', (flag) => {
  const { status, text } = replyTo([flag], '1.2.3') ?? {};

  expect(status).toBe(0);
  for (const [name, value] of DEFAULTS) expect(text).toContain(`  ${name} (${value})\n`);
  expect(text?.split('\n').filter((line) => line.length > 100)).toEqual([]);
});

test.each([[['serve']], [['--help', '--port=80']], [['']]])(
  'an unknown argument is an error that names it: %j',
  (words) => {
    const reply = replyTo(words, '1.2.3');

    expect(reply).toEqual({ status: 2, text: expect.stringContaining(JSON.stringify(words.at(-1))) });
  },
);

test('docs/configuration.md has the same variables and defaults', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| (.+?) +\| .+\|$/gm)].map(([, name, value]) => [name, value]);

  expect(rows.sort()).toEqual([...DEFAULTS].sort());
});
