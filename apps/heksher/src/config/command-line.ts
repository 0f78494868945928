import { fileVariable } from '@heksher/secrets';
import { SECRET_NAMES, VARIABLE_NAMES, describe, shownDefault } from './variables.js';

/** The text that the process prints instead of serving. */
export interface Reply {
  status: 0 | 2;
  text: string;
}

const WIDTH = 100;
const INDENT = '      ';

/** The reply to the arguments of a command line; undefined if there are none: then the process serves. */
export function replyTo(words: readonly string[], version: string): Reply | undefined {
  const unknown = words.filter((word) => !['--help', '-h', '--version'].includes(word));
  if (unknown.length > 0) {
    const named = unknown.map((word) => JSON.stringify(word)).join(', ');
    return {
      status: 2,
      text: `Heksher does not know ${named}: it takes --help and --version, and is configured by the environment\n`,
    };
  }
  if (words.includes('--version')) return { status: 0, text: `heksher ${version}\n` };
  return words.length > 0 ? { status: 0, text: help(version) } : undefined;
}

function help(version: string): string {
  const variables = VARIABLE_NAMES.map(
    (name) => `  ${name} (${shownDefault(describe(name))})\n${wrap(describe(name).meaning, INDENT)}\n`,
  );
  return `Heksher ${version}: holds settings and says which value each of them has in a context.

  npm start                               serves from a checkout, with a PostgreSQL of its own
  npm start -- --demo                     likewise, with the settings of a small shop to try
  node dist/apps/heksher/src/main.js      serves

  --help, -h                              prints this text
  --version                               prints the version

Environment variables configure everything else, here with their defaults in brackets:

${variables.join('\n')}
${wrap(`An empty variable counts as not set. ${SECRET_NAMES.map(fileVariable).join(' and ')} may name files in place of the values.`, '')}
`;
}

function wrap(text: string, indent: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && indent.length + last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => indent + line).join('\n');
}
