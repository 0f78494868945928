import { Argument, type Command } from 'commander';
import { bashScript } from '../completion/bash.js';
import { fishScript } from '../completion/fish.js';
import { placesOf } from '../completion/tree.js';
import { zshScript } from '../completion/zsh.js';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('print a script that completes words for a shell')
    .description('Prints a script for a shell, so that the Tab key completes commands, options and files.')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      `
Example:
  source <(heksher completion bash)       in ~/.bashrc
  source <(heksher completion zsh)        in ~/.zshrc, after compinit
  heksher completion fish | source        in ~/.config/fish/config.fish`,
    )
    .action((shell: keyof typeof SCRIPTS) => void process.stdout.write(SCRIPTS[shell](placesOf(program))));
}
