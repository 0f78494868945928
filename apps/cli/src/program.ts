import { Command, Option } from 'commander';
import { addApply } from './commands/apply.js';
import { addCompletion } from './commands/completion.js';
import { addDeclare } from './commands/declare.js';
import { addDiff } from './commands/diff.js';
import { addEvaluate } from './commands/evaluate.js';
import { addExport } from './commands/export.js';
import { addGenerate } from './commands/generate.js';
import { addGet } from './commands/get.js';
import { addLog } from './commands/log.js';
import { addMigrate } from './commands/migrate.js';
import { addPlan } from './commands/plan.js';
import { addRestore } from './commands/restore.js';
import { addServe } from './commands/serve.js';
import { addSet } from './commands/set.js';
import { addTail } from './commands/tail.js';
import { addToken } from './commands/token.js';
import { addUndo } from './commands/undo.js';
import { addUnset } from './commands/unset.js';
import { addStale, addUsage } from './commands/usage.js';
import { addVersion } from './commands/version.js';
import { FORMATS } from './output/output.js';
import { printable } from './output/text.js';

const EXIT_CODES = `
Exit codes:
  0    done; nothing to do; equal
  1    the answer to the question was no; generate --check: the file differs
  2    there are differences: plan, diff, declare --check
  3    stale: what the command has read was changed meanwhile, and nothing was done
  4    the service has refused it
  64   the command line is wrong
  65   a file cannot be read or written, or has faults
  69   the service cannot be reached, or its database
  70   a fault of the service or of this command
  130  Ctrl-C

Example:
  export HEKSHER_URL=http://127.0.0.1:8888
  heksher evaluate cache_size user=guest theme=dark --explain`;

/** In the order of the help. */
const COMMANDS = [
  addGet,
  addSet,
  addUnset,
  addEvaluate,
  addTail,
  addLog,
  addUndo,
  addRestore,
  addExport,
  addPlan,
  addApply,
  addDiff,
  addDeclare,
  addGenerate,
  addUsage,
  addStale,
  addToken,
  addMigrate,
  addServe,
  addVersion,
  addCompletion,
];

/** The whole command line. */
export function createProgram(version: string): Command {
  const program = new Command('heksher')
    .description('Reads and changes the settings of a Heksher service.')
    .addOption(new Option('--url <url>', 'the address of the service').env('HEKSHER_URL'))
    .option(
      '--token <token>',
      'an access token. Others on this machine can see it in the list of processes: rather use HEKSHER_TOKEN, ' +
        'HEKSHER_TOKEN_FILE or --token-file',
    )
    .option('--token-file <file>', 'a file that has the access token')
    .addOption(new Option('-o, --output <format>', 'for people or for programs').choices(FORMATS).default('text'))
    .option('--timeout <seconds>', 'the longest wait for an answer', '60')
    .version(version, '-V, --version')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(heksher --help, or heksher COMMAND --help, says what there is)')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(`${text.trimEnd().split('\n').map(printable).join('\n')}\n`),
    })
    .addHelpText('after', EXIT_CODES);
  for (const add of COMMANDS) add(program);
  return program;
}
