import { InvalidArgumentError, Option } from 'commander';
import { FEATURE_NAME, FEATURE_VALUE, whyNotName } from '@heksher/domain';

/** The conditions of a rule, feature → value. */
export type When = Record<string, string>;

/** `--when user=jim`, which may be repeated, or have several conditions with commas between them. */
export function whenOption(description: string): Option {
  const option = new Option('--when <conditions>', `${description}, such as user=jim,theme=dark`);
  return option.argParser((text: string, before: When | undefined) => addConditions(before ?? {}, text));
}

/** Reads conditions: `user=jim,theme=dark`. No value of a rule's condition has a comma. */
export function addConditions(before: When, text: string): When {
  const conditions = { ...before };
  for (const part of text.split(',')) {
    const [feature, value] = splitPair(part);
    const fault = whyNotName(FEATURE_NAME, feature) ?? whyNotName(FEATURE_VALUE, value);
    if (fault !== undefined) throw new InvalidArgumentError(fault);
    if (Object.hasOwn(conditions, feature) && conditions[feature] !== value) {
      throw new InvalidArgumentError(`${feature} has two values`);
    }
    conditions[feature] = value;
  }
  return conditions;
}

/** Splits `feature=value` at its first `=`. */
export function splitPair(text: string): [feature: string, value: string] {
  const at = text.indexOf('=');
  if (at === -1) throw new InvalidArgumentError(`${JSON.stringify(text)} is no condition such as user=jim`);
  return [text.slice(0, at), text.slice(at + 1)];
}

export function asOfOption(): Option {
  return new Option(
    '--as-of <point>',
    'an earlier state: the sequence of a change, or a time such as 2026-11-27T03:00:00Z',
  );
}

export function noteOption(): Option {
  return new Option('--note <text>', 'why, for the change log');
}

export function yesOption(): Option {
  return new Option('-y, --yes', 'do not ask; without a terminal, nobody is asked');
}

/** A whole number from the command line. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It is a whole number ${range}.`);
  };
}

/** Names with commas between them. */
export function commaList(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').filter((name) => name !== '')];
}
