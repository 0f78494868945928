import type { Command } from 'commander';
import type { Document } from '../documents/document.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { usage } from '../failure.js';
import { counted, printable } from '../output/text.js';
import { perform, type Session } from '../session.js';
import type { GeneratedFile } from '../typescript/declarations.js';
import { readExport } from './export.js';
import { commaList } from './options.js';

interface GenerateOptions {
  prefix?: string[];
  settings?: string[];
  to?: string;
  check?: boolean;
}

export function addGenerate(program: Command): void {
  program
    .command('generate')
    .summary('write typed declarations of settings, in TypeScript')
    .description(
      'Writes typed declarations of the settings of the service, in TypeScript for @heksher/client. Equal states give equal ' +
        'bytes. With --check it writes nothing, and exits with 1 if the file differs from what it would write: for pipelines.',
    )
    .option('--prefix <prefixes>', 'only settings whose names begin like this, with commas between several', commaList)
    .option('--settings <names>', 'only these settings, with commas between them', commaList)
    .option('--to <file>', 'write a file')
    .option('--check', 'only say whether the file of --to is up to date')
    .addHelpText('after', '\nExample:\n  heksher generate --prefix backend. --to src/settings.ts')
    .action((options: GenerateOptions, command: Command) => perform(command, (session) => generate(session, options)));
}

async function generate(session: Session, options: GenerateOptions): Promise<ExitCode> {
  const { to, check = false, prefix, settings } = options;
  if (check && to === undefined) throw usage('--check needs --to FILE, the file that it checks');
  const include = ['metadata', 'aliases'];
  const { document } = await readExport(session.service, { prefix, settings, include });
  const { printDeclarations } = await import('../typescript/declarations.js');
  const file = printDeclarations((document as unknown as Document).settings);
  sayWhatIsLeftOut(session, file);
  if (to === undefined) session.out.raw(file.text);
  else return check ? checkFile(session, to, file) : writeFile(session, to, file);
  return EXIT.done;
}

async function writeFile({ out }: Session, to: string, { text, count }: GeneratedFile): Promise<ExitCode> {
  const { writeWholeFile } = await import('../documents/write-file.js');
  await writeWholeFile(to, text);
  out.message(`${counted(count, 'setting')} written to ${printable(to)}`);
  return EXIT.done;
}

async function checkFile({ out }: Session, to: string, { text, count }: GeneratedFile): Promise<ExitCode> {
  const { readWholeFile } = await import('../documents/read-file.js');
  const isUpToDate = (await readWholeFile(to)) === text;
  out.message(
    isUpToDate
      ? `${printable(to)} is up to date with ${counted(count, 'setting')}`
      : `${printable(to)} differs from the settings of the service: write it again without --check`,
  );
  return isUpToDate ? EXIT.done : EXIT.declined;
}

function sayWhatIsLeftOut({ out }: Session, { leftOut }: GeneratedFile): void {
  out.messages(leftOut.map((name) => `${name} is left out: JavaScript has no numbers with all of its digits`));
}
