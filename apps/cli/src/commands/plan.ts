import type { Command } from 'commander';
import type { JsonValue } from '@heksher/domain';
import type { DocumentFile } from '../documents/document-file.js';
import { savedPlan, type Plan } from '../documents/plan.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { ProblemFault } from '../http/problem.js';
import { planLines } from '../output/plan-lines.js';
import { printable } from '../output/text.js';
import { perform, type Session } from '../session.js';

/** What a document may delete. */
export interface PruneOptions {
  prune?: boolean;
  pruneSettings?: boolean;
}

interface PlanOptions extends PruneOptions {
  save?: string;
}

/** Adds the options of a command that plans. */
export function addPruneOptions(command: Command): Command {
  return command
    .option('--prune', 'delete rules inside the scope of the document that it lacks')
    .option('--prune-settings', 'with --prune: delete settings as well');
}

export function addPlan(program: Command): void {
  const command = program
    .command('plan')
    .summary('say what applying a document would change')
    .description(
      'Says what applying a document would change, in which contexts values change, and who has made the changes that it ' +
        'would revert. It changes nothing. Exits with 2 if there are differences.',
    )
    .argument('<file>', 'a document in YAML or JSON; - is the standard input');
  addPruneOptions(command)
    .option('--save <file>', 'write the plan to a file, which heksher apply takes')
    .addHelpText('after', '\nExample:\n  heksher plan backend.yaml --save plan.json')
    .action((name: string, options: PlanOptions, own: Command) =>
      perform(own, (session) => planCommand(session, name, options)),
    );
}

async function planCommand(session: Session, name: string, { save, ...options }: PlanOptions): Promise<ExitCode> {
  const { readDocumentFile } = await import('../documents/document-file.js');
  const plan = await planDocument(session, await readDocumentFile(name), options);
  if (save !== undefined) {
    const [{ printJsonText }, { writeWholeFile }] = await Promise.all([
      import('../documents/print.js'),
      import('../documents/write-file.js'),
    ]);
    const shown = printable(save);
    await writeWholeFile(save, printJsonText(savedPlan(plan, session.service.url)));
    session.out.message(`The plan is in ${shown}. To apply it: heksher apply ${shown}`);
  }
  session.out.result(plan as unknown as JsonValue, () => planLines(plan, session.out.style));
  return plan.operations.length === 0 ? EXIT.done : EXIT.differences;
}

/** What applying a document would do. A fault of the document has its place in the file. */
export async function planDocument(session: Session, file: DocumentFile, options: PruneOptions): Promise<Plan> {
  const { prune = false, pruneSettings = false } = options;
  const body = { document: file.value, prune, prune_settings: pruneSettings };
  return (await session.service.ask<Plan>('/api/v1/plan', body, describeIn(file))).body;
}

/** Faults of a request with the document as its member `document`. */
function describeIn(file: DocumentFile): (fault: ProblemFault) => string {
  return (fault) =>
    file.describe(fault, (pointer) =>
      /^\/document(\/|$)/.test(pointer) ? pointer.slice('/document'.length) : undefined,
    );
}
