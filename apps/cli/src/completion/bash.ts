import { isFlag, pattern, quoted, skips, steps, valued, type Completed, type Place } from './shell.js';

/** A script for bash that completes the words of the command. It needs nothing but bash 3.2. */
export function bashScript(places: readonly Place[]): string {
  return `# Completion of heksher for bash: source <(heksher completion bash)
_heksher() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} place= skip= at word IFS=$'\\n'
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    if [[ -n $skip ]]; then skip=; continue; fi
    case "$place|$word" in
${places.flatMap(skips).join('\n')}
${places.flatMap(steps).join('\n')}
    esac
  done
  # bash takes the "=" of --output=json for a word.
  if [[ $before == '=' ]]; then before=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  COMPREPLY=()
  case "$place|$before" in
${places.flatMap(values).join('\n')}
  esac
  case "$place" in
${places.map(words).join('\n')}
  esac
}
complete -F _heksher heksher
`;
}

function values(place: Place): string[] {
  return valued(place).map(({ flags, value }) => `    ${pattern(place, flags)}) ${reply(value)}return ;;`);
}

function words(place: Place): string {
  const { path, commands, options, argument } = place;
  const flags = options.flatMap((option) => option.flags).filter(isFlag);
  const names = commands.map(({ name }) => name);
  const others = names.length > 0 ? reply({ kind: 'choices', choices: names }) : reply(argument);
  return `    ${quoted(path)})
      if [[ $current == -* ]]; then ${reply({ kind: 'choices', choices: flags })}else ${others || ': ;'} fi ;;`;
}

function reply(value: Completed | undefined): string {
  if (value?.kind === 'files') return 'compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -f -- "$current")); ';
  if (value?.kind !== 'choices') return '';
  return `COMPREPLY=($(compgen -W ${quoted(value.choices.join('\n'))} -- "$current")); `;
}
