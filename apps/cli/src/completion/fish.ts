import { isFlag, valued, type CompletedOption, type Place } from './shell.js';

/** A script for fish that completes the words of the command, with what each means. */
export function fishScript(places: readonly Place[]): string {
  return `# Completion of heksher for fish: heksher completion fish | source
function __heksher_place
  set -l place ''
  set -l skip ''
  for word in (commandline -opc)[2..-1]
    if test -n "$skip"
      set skip ''
      continue
    end
    switch "$place|$word"
${places.flatMap(skips).join('\n')}
${places.flatMap(steps).join('\n')}
    end
  end
  echo "$place"
end
function __heksher_at
  test (__heksher_place) = "$argv[1]"
end
complete -c heksher -f
${places.flatMap(offers).join('\n')}
`;
}

/** A word in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const patterns = (place: Place, words: readonly string[]): string =>
  words.map((word) => quoted(`${place.path}|${word}`)).join(' ');

/** After these options a value comes, which is no command. */
function skips(place: Place): string[] {
  const flags = valued(place).flatMap((option) => option.flags);
  return flags.length === 0 ? [] : [`      case ${patterns(place, flags)}`, '        set skip 1'];
}

function steps(place: Place): string[] {
  return place.commands.flatMap(({ name }) => {
    const path = place.path === '' ? name : `${place.path} ${name}`;
    return [`      case ${patterns(place, [name])}`, `        set place ${quoted(path)}`];
  });
}

function offers(place: Place): string[] {
  const condition = `complete -c heksher -n ${quoted(`__heksher_at ${quoted(place.path)}`)}`;
  const names = place.commands.map(({ name, summary }) => `${condition} -a ${quoted(name)} -d ${quoted(summary)}`);
  const files = place.argument?.kind === 'files' ? [`${condition} -F`] : [];
  const choices =
    place.argument?.kind === 'choices' ? [`${condition} -a ${quoted(place.argument.choices.join(' '))}`] : [];
  return [...names, ...files, ...choices, ...place.options.map((option) => `${condition} ${optionWords(option)}`)];
}

function optionWords({ flags, summary, value }: CompletedOption): string {
  const words = flags.map((flag) => (isFlag(flag) ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  if (value?.kind === 'files') words.push('-r -F');
  else if (value?.kind === 'choices') words.push('-x', `-a ${quoted(value.choices.join(' '))}`);
  else if (value) words.push('-x');
  return [...words, `-d ${quoted(summary)}`].join(' ');
}
