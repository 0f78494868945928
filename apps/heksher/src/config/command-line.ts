import { fileVariable } from '@heksher/secrets';
import { DESCRIBED_VARIABLES, SECRET_NAMES } from './variables.js';

/** What the command line makes the process print in place of serving. */
export interface Reply {
  status: 0 | 2;
  text: string;
}

const WIDTH = 100;
const INDENT = '      ';

/** The reply to the arguments of a command line; undefined if there are none, which means to serve. */
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
  const variables = DESCRIBED_VARIABLES.map(
    ([name, { default: value, meaning }]) => `  ${name} (${value})\n${wrap(meaning, INDENT)}\n`,
  );
  return `Heksher ${version}: holds settings and says which value each of them has in a context.

  npm start                               serves from a checkout, with a PostgreSQL of its own
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
