import type { Command } from 'commander';
import type { JsonObject } from '@heksher/domain';
import type { ExitCode } from '../exit-codes.js';
import { perform, type Session } from '../session.js';
import { carryOutHistory, tryHistory } from './history.js';
import { noteOption, wholeNumber, yesOption } from './options.js';

interface UndoOptions {
  note?: string;
  yes?: boolean;
}

export function addUndo(program: Command): void {
  program
    .command('undo')
    .summary('take back a change')
    .description(
      'Takes back one change of the log: what is still as the change left it becomes what it was before. Shows before what ' +
        'changes, and asks on a terminal. What was changed again since is a conflict, and then nothing is done.',
    )
    .argument('<sequence>', 'the sequence of the change, as heksher log shows it', wholeNumber(1))
    .addOption(noteOption())
    .addOption(yesOption())
    .addHelpText('after', '\nExample:\n  heksher undo 12 --note "INC-31: instances run out of memory"')
    .action((sequence: number, options: UndoOptions, command: Command) =>
      perform(command, (session) => undo(session, sequence, options)),
    );
}

async function undo(session: Session, sequence: number, { note, yes }: UndoOptions): Promise<ExitCode> {
  const path = `/api/v1/changes/${sequence}/undo`;
  const body: JsonObject = note === undefined ? {} : { note };
  const shown = await tryHistory(session, path, body);
  return carryOutHistory(session, { path, body, yes, shown });
}
