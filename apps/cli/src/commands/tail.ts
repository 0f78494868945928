import type { Command } from 'commander';
import type { JsonValue } from '@heksher/domain';
import { EXIT } from '../exit-codes.js';
import { follow } from '../http/follow.js';
import { changeCells } from '../output/log-lines.js';
import { printable } from '../output/text.js';
import { interrupts, perform, type Session } from '../session.js';
import { commaList, wholeNumber } from './options.js';

interface TailOptions {
  setting?: string[];
  since?: number;
}

export function addTail(program: Command): void {
  program
    .command('tail')
    .summary('follow the change log')
    .description(
      'Shows changes as they happen, until Ctrl-C. If the stream breaks, it is opened again, and no change is missed. With ' +
        '--output json each change is one line.',
    )
    .option('--setting <names>', 'only changes of these settings, and those that may touch any', commaList)
    .option('--since <sequence>', 'begin with the changes after this one', wholeNumber(0))
    .addHelpText('after', '\nExample:\n  heksher tail --setting cache_size')
    .action((options: TailOptions, command: Command) => perform(command, (session) => tail(session, options)));
}

async function tail(session: Session, { setting, since }: TailOptions): Promise<void> {
  const { out, service } = session;
  const show = (value: JsonValue, lines: () => string[]) => {
    if (out.format === 'yaml') out.raw('---\n'); // a document for each
    out.result(value, lines);
  };
  interrupts.exitCode = EXIT.done;
  await follow(service, { settings: setting?.join(',') }, since, {
    onChange: (change) => show(change as unknown as JsonValue, () => [changeCells(change).join('  ').trimEnd()]),
    onReset: (sequence) => {
      out.message(`The log before ${sequence} is not known any more: whoever follows it should read everything again.`);
      show({ reset: { sequence } }, () => []);
    },
    onBreak: (reason) => out.message(`The stream broke (${printable(reason)}). It is opened again.`),
    onOpen: (sequence) => out.message(`Following the log after change ${sequence}.`),
  });
}
