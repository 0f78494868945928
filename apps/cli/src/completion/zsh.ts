import { isFlag, pattern, quoted, skips, steps, valued, type Completed, type Place } from './shell.js';

/** A script for zsh that completes the words of the command, with what each means. */
export function zshScript(places: readonly Place[]): string {
  return `#compdef heksher
# Completion of heksher for zsh: source <(heksher completion zsh), after compinit
_heksher() {
  local place= skip= word
  local -a offers
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ -n $skip ]]; then skip=; continue; fi
    case "$place|$word" in
${places.flatMap(skips).join('\n')}
${places.flatMap(steps).join('\n')}
    esac
  done
  case "$place|\${words[CURRENT-1]}" in
${places.flatMap(values).join('\n')}
  esac
  case "$place" in
${places.map(offers).join('\n')}
  esac
}
compdef _heksher heksher
`;
}

function values(place: Place): string[] {
  return valued(place).map(({ flags, value }) => `    ${pattern(place, flags)}) ${reply(value)}; return ;;`);
}

function offers({ path, commands, options, argument }: Place): string {
  const flags = options.flatMap(({ flags, summary }) => flags.filter(isFlag).map((flag) => described(flag, summary)));
  const names = commands.map(({ name, summary }) => described(name, summary));
  const others = names.length > 0 ? `offers=(${names.join(' ')}); _describe command offers` : reply(argument);
  return `    ${quoted(path)})
      if [[ $PREFIX == -* ]]; then offers=(${flags.join(' ')}); _describe option offers; else ${others}; fi ;;`;
}

function described(word: string, summary: string): string {
  return quoted(`${word}:${summary}`);
}

function reply(value: Completed | undefined): string {
  if (value?.kind === 'files') return '_files';
  if (value?.kind === 'choices') return `compadd -- ${value.choices.map(quoted).join(' ')}`;
  return '_message "a value"';
}
