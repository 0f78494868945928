import type { Argument, Command, Option } from 'commander';

/** What may come after a word. */
export type Completed = { kind: 'choices'; choices: readonly string[] } | { kind: 'files' } | { kind: 'anything' };

export interface CompletedOption {
  /** Such as `-o` and `--output`. */
  flags: string[];
  summary: string;
  /** Undefined for an option without a value. */
  value: Completed | undefined;
}

/** A place on the command line: after which words which commands, options and arguments may come. */
export interface Place {
  /** The words that lead here, such as `token create`; empty at the beginning. */
  path: string;
  commands: { name: string; summary: string }[];
  options: CompletedOption[];
  argument: Completed | undefined;
}

/** The names of values that are files. */
const FILES = new Set(['file', 'a', 'b']);

/** Every place of a command line, from commander's own tree. */
export function placesOf(program: Command): Place[] {
  const help: CompletedOption = { flags: ['-h', '--help'], summary: 'display help', value: undefined };
  const global = [...program.options.map(completedOption), help];
  const visit = (command: Command, words: readonly string[]): Place[] => [
    {
      path: words.join(' '),
      commands: command.commands.map((one) => ({ name: one.name(), summary: one.summary() })),
      options: command === program ? global : [...command.options.map(completedOption), ...global],
      argument: command.registeredArguments.map(completedArgument).at(0),
    },
    ...command.commands.flatMap((one) => visit(one, [...words, one.name()])),
  ];
  return visit(program, []);
}

function completedOption(option: Option): CompletedOption {
  const { short, long, description, argChoices, flags } = option;
  const [, name = ''] = /[<[](.*)[\]>]/.exec(flags) ?? [];
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    summary: firstSentence(description),
    value: option.required || option.optional ? completed(name, argChoices) : undefined,
  };
}

function completedArgument(argument: Argument): Completed {
  return completed(argument.name(), argument.argChoices);
}

function completed(name: string, choices: readonly string[] | undefined): Completed {
  if (choices) return { kind: 'choices', choices };
  return FILES.has(name) ? { kind: 'files' } : { kind: 'anything' };
}

function firstSentence(text: string): string {
  return text.split(/[.:;,] /, 1)[0] ?? text;
}
