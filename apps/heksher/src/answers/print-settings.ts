import type { CompiledRule } from '@heksher/domain';
import type { LoadedSetting, NamedSetting } from '@heksher/persistence';
import type { LongText } from './long-text.js';

/** An answer with more settings and rules is printed in pieces. */
const MANY = 5000;

/** How many rules are in one piece. */
const STEP = 500;

type PrintSetting = (setting: LoadedSetting) => Iterable<string>;

/**
 * The JSON text of an object whose last member is `settings`, by name. `start` is the text before that member, with its brace.
 * Many settings and rules are printed in pieces.
 */
export function printSettings(start: string, settings: readonly NamedSetting[], print: PrintSetting): LongText {
  const pieces = printMembers(start, settings, print);
  return inPieces(
    settings.map(([, setting]) => setting),
    pieces,
  );
}

/** The pieces of a text about settings and their rules as they are, or joined unless these are many. */
export function inPieces(settings: readonly Pick<LoadedSetting, 'ruleset'>[], pieces: Iterable<string>): LongText {
  const size = settings.reduce((sum, { ruleset }) => sum + ruleset.rules.length, settings.length);
  return size > MANY ? pieces : [...pieces].join('');
}

function* printMembers(start: string, settings: readonly NamedSetting[], print: PrintSetting): Generator<string> {
  yield `${start}"settings":{`;
  let separator = '';
  for (const [name, setting] of settings) {
    yield `${separator}${JSON.stringify(name)}:`;
    yield* print(setting);
    separator = ',';
  }
  yield '}}';
}

/** Rules as JSON text, separated by commas, in pieces. */
export function* printRules(
  rules: readonly CompiledRule[],
  print: (rule: CompiledRule) => string,
): Generator<string, void> {
  for (let at = 0; at < rules.length; at += STEP) {
    const text = rules
      .slice(at, at + STEP)
      .map(print)
      .join();
    yield at === 0 ? text : `,${text}`;
  }
}
