import type { Command } from 'commander';
import type { JsonObject } from '@heksher/domain';
import type { DocumentFile } from '../documents/document-file.js';
import { readSavedPlan, type Plan } from '../documents/plan.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { Failure, usage } from '../failure.js';
import { describePlace, type ProblemFault } from '../http/problem.js';
import { operationText } from '../output/operation-text.js';
import { planLines } from '../output/plan-lines.js';
import { perform, type Session } from '../session.js';
import { applyAfterAsking, nothingToDo } from './change-set.js';
import { noteOption, wholeNumber, yesOption } from './options.js';
import { addPruneOptions, planDocument, type PruneOptions } from './plan.js';

interface ApplyOptions extends PruneOptions {
  yes?: boolean;
  note?: string;
  retry?: number;
}

export function addApply(program: Command): void {
  const command = program
    .command('apply')
    .summary('make settings as a document says')
    .description(
      'Makes settings and rules as a document says, all of it or nothing. Shows before what changes, and asks on a terminal. If ' +
        'what it changes was changed by somebody else meanwhile, nothing is done, and it exits with 3.',
    )
    .argument('<file>', 'a document in YAML or JSON, or a plan of heksher plan --save; - is the standard input');
  addPruneOptions(command)
    .addOption(noteOption())
    .addOption(yesOption())
    .option('--retry <number>', 'if it is stale, plan anew so many times', wholeNumber(0, 100))
    .addHelpText('after', '\nExample:\n  heksher apply backend.yaml --note "release 2.3" --yes')
    .action((name: string, options: ApplyOptions, own: Command) =>
      perform(own, (session) => apply(session, name, options)),
    );
}

async function apply(session: Session, name: string, options: ApplyOptions): Promise<ExitCode> {
  if (name === '-' && process.stderr.isTTY && !options.yes) {
    throw usage('give --yes: the document comes from where your answer would come from');
  }
  const { readDocumentFile } = await import('../documents/document-file.js');
  const file = await readDocumentFile(name);
  const saved = readSavedPlan(file.value);
  if (!saved) return applyDocument(session, file, options);
  if (options.retry !== undefined)
    throw usage('a saved plan cannot be planned anew: apply its document, or leave --retry out');
  if (options.prune || options.pruneSettings)
    throw usage('a saved plan has decided already what it deletes: leave --prune out');
  assertMadeFor(session, saved.service);
  return applyPlan(session, saved.plan, options);
}

async function applyDocument(session: Session, file: DocumentFile, options: ApplyOptions): Promise<ExitCode> {
  for (let left = options.retry ?? 0; ; left--) {
    try {
      return await applyPlan(session, await planDocument(session, file, options), options);
    } catch (error) {
      if (!(error instanceof Failure) || error.exitCode !== EXIT.stale || left === 0) throw error;
      session.out.message(`The plan has become stale: ${error.message}`, ...error.details, 'It is made anew.');
    }
  }
}

async function applyPlan(session: Session, plan: Plan, { note, yes }: ApplyOptions): Promise<ExitCode> {
  session.out.messages(planLines(plan, session.out.messageStyle));
  if (plan.operations.length === 0)
    return nothingToDo(session, { sequence: null, results: [], warnings: plan.warnings });
  const { operations, based_on: basedOn } = plan;
  if (basedOn === null)
    throw new Failure(EXIT.unreachable, 'the database has lost its place in the log: try again later');
  return applyAfterAsking(session, { operations, basedOn, note, yes, describeFault: describeIn(operations) });
}

/** Faults of operations, each with what the operation is about: a plan has no list of them that people see. */
function describeIn(operations: readonly JsonObject[]): (fault: ProblemFault) => string {
  return (fault) => {
    const [, at, rest = ''] = /^\/operations\/(\d+)(\/.*)?$/.exec(fault.pointer ?? '') ?? [];
    const operation = at === undefined ? undefined : operations[Number(at)];
    return operation ? `${operationText(operation)}${rest}: ${fault.message}` : describePlace(fault);
  };
}

/** The sequences of another service mean other states. */
function assertMadeFor({ service: { url } }: Session, madeFor: string): void {
  if (url.href === madeFor) return;
  throw new Failure(EXIT.refused, `the plan was made for ${madeFor}, and not for ${url.href}`, [
    'Plan the document anew for this service.',
  ]);
}
