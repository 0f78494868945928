import { expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from './program.js';

/** The help of a command, as a terminal shows it. */
function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => void (help += text) }).outputHelp();
  return help;
}

const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
const commands = all(createProgram('1.2.3')).map((command) => ({ name: command.name(), command }));

test('the command has all of its commands', () => {
  expect(commands.map(({ name }) => name).sort()).toEqual(
    [
      ...[
        'apply',
        'completion',
        'create',
        'declare',
        'diff',
        'evaluate',
        'export',
        'generate',
        'get',
        'heksher',
        'list',
        'log',
      ],
      ...[
        'migrate',
        'plan',
        'restore',
        'revoke',
        'rotate',
        'serve',
        'set',
        'stale',
        'tail',
        'token',
        'undo',
        'unset',
        'usage',
        'version',
      ],
    ].sort(),
  );
});

test.each(commands)('the help of $name ends with an example', ({ command }) => {
  const help = helpOf(command);

  expect(help).toMatch(/\nExample:\n( {2}.*\n)+$/);
  expect(help.split('\nExample:\n')[1]).toContain('heksher ');
});

test.each(commands)('every word of $name is explained', ({ command }) => {
  const words = [...command.options, ...command.registeredArguments];

  expect([command.description(), ...words.map(({ description }) => description)]).not.toContain('');
});
