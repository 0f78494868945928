import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { replyTo } from './command-line.js';
import { DESCRIBED_VARIABLES, VARIABLE_NAMES } from './variables.js';

test('without arguments the process serves', () => {
  expect(replyTo([], '1.2.3')).toBeUndefined();
});

test('--version prints the name and the version', () => {
  expect(replyTo(['--version'], '1.2.3')).toEqual({ status: 0, text: 'heksher 1.2.3\n' });
});

test.each(['--help', '-h'])('%s names every variable with its default, in lines of at most 100 characters', (flag) => {
  const { status, text } = replyTo([flag], '1.2.3') ?? {};

  expect(status).toBe(0);
  for (const [name, { default: value }] of DESCRIBED_VARIABLES) expect(text).toContain(`  ${name} (${value})\n`);
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

  expect(rows.map(([name]) => name).sort()).toEqual([...VARIABLE_NAMES].sort());
  expect(rows.sort()).toEqual(DESCRIBED_VARIABLES.map(([name, { default: value }]) => [name, value]).sort());
});
