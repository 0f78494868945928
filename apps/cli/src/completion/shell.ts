import type { Completed, CompletedOption, Place } from './tree.js';

export type { Completed, CompletedOption, Place };

/** A word in single quotes, for bash and zsh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The options of a place that take a value. */
export function valued(place: Place): (CompletedOption & { value: Completed })[] {
  return place.options.flatMap((option) => (option.value ? [{ ...option, value: option.value }] : []));
}

/** Long flags say more, so short ones are not offered. */
export function isFlag(flag: string): boolean {
  return flag.startsWith('--');
}
