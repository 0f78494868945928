import type { Command } from 'commander';
import { jsonEquals, type JsonObject, type JsonValue } from '@heksher/domain';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { perform, type Session } from '../session.js';
import { carryOutHistory, tryHistory, type HistoryAnswer } from './history.js';
import { commaList, noteOption, yesOption } from './options.js';

interface RestoreOptions {
  to: string;
  settings?: string[];
  prefix?: string;
  withContextFeatures?: boolean;
  note?: string;
  yes?: boolean;
}

const PATH = '/api/v1/restore';

export function addRestore(program: Command): void {
  program
    .command('restore')
    .summary('bring settings back to an earlier state')
    .description(
      'Brings settings and their rules back to the state right after a change, or at a time, whatever has changed them since. ' +
        'Shows before what changes, and asks on a terminal. Without --settings and --prefix it is all settings.',
    )
    .requiredOption('--to <point>', 'the sequence of a change, or a time such as 2026-11-27T02:55:00Z')
    .option('--settings <names>', 'only these settings, with commas between them', commaList)
    .option('--prefix <prefix>', 'only settings whose names begin like this')
    .option('--with-context-features', 'also restore the list of context features')
    .addOption(noteOption())
    .addOption(yesOption())
    .addHelpText('after', '\nExample:\n  heksher restore --to 2026-11-27T02:55:00Z --settings cache_size --note INC-31')
    .action((options: RestoreOptions, command: Command) => perform(command, (session) => restore(session, options)));
}

async function restore(session: Session, { yes, ...options }: RestoreOptions): Promise<ExitCode> {
  const body = bodyOf(options);
  const shown = await tryHistory(session, PATH, body);
  // The route has no precondition, so what was shown is compared with what would be done now.
  const check = async () =>
    assertSame(shown, await session.service.ask<HistoryAnswer>(PATH, { ...body, dry_run: true }));
  return carryOutHistory(session, { path: PATH, body, yes, shown, check });
}

function bodyOf({ to, settings, prefix, withContextFeatures, note }: RestoreOptions): JsonObject {
  return {
    to,
    ...(settings && { settings }),
    ...(prefix !== undefined && { prefix }),
    ...(withContextFeatures && { with_context_features: true }),
    ...(note !== undefined && { note }),
  };
}

/** Throws if a restore would do something else than was shown. */
function assertSame(shown: HistoryAnswer, { body: now }: { body: HistoryAnswer }): void {
  const isSame =
    shown.total === now.total && jsonEquals(shown.items as unknown as JsonValue, now.items as unknown as JsonValue);
  if (isSame) return;
  throw new Failure(EXIT.stale, 'what this would restore was changed meanwhile, so nothing was done', [
    'heksher log says by whom. Run the command again to see what it would do now.',
  ]);
}
