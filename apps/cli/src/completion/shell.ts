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

/** The pattern of a place with any of some words after it, for bash and zsh. */
export function pattern(place: Place, words: readonly string[]): string {
  return words.map((word) => quoted(`${place.path}|${word}`)).join(' | ');
}

/** The cases of the options of a place that a value follows, which is no command; for bash and zsh. */
export function skips(place: Place): string[] {
  const flags = valued(place).flatMap((option) => option.flags);
  return flags.length === 0 ? [] : [`      ${pattern(place, flags)}) skip=1 ;;`];
}

/** The `case` lines of a place for bash and zsh: each command there leads to another place. */
export function steps(place: Place): string[] {
  return place.commands.map(({ name }) => {
    const path = place.path === '' ? name : `${place.path} ${name}`;
    return `      ${pattern(place, [name])}) place=${quoted(path)} ;;`;
  });
}
