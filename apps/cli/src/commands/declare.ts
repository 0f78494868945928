import type { Command } from 'commander';
import type { JsonObject, JsonValue } from '@heksher/domain';
import { readDeclarations, type DeclarationInFile } from '../documents/declarations.js';
import type { DocumentFile } from '../documents/document-file.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { Refusal, type ProblemFault } from '../http/problem.js';
import { declarationLines, type Declared } from '../output/declaration-lines.js';
import { perform, type Session } from '../session.js';
import { sendChangeSet, tryOut, type ChangeSetAnswer, type Proposal } from './change-set.js';
import { noteOption } from './options.js';

interface DeclareOptions {
  check?: boolean;
  note?: string;
}

export function addDeclare(program: Command): void {
  program
    .command('declare')
    .summary('declare settings, or check whether they would be accepted')
    .description(
      'Declares settings as services do when they start: all of them, or none if one is refused. The file has one ' +
        'declaration, a list of them, or a document. The rules and aliases of a document are ignored. With --check it ' +
        'changes nothing, and says whether the service would accept them: for pull requests. Then it exits with 0 if all ' +
        'are up to date, 2 if settings would be created or upgraded, 4 if a declaration would be refused.',
    )
    .argument('<file>', 'YAML or JSON; - is the standard input')
    .option('--check', 'only say what would happen')
    .addOption(noteOption())
    .addHelpText('after', '\nExample:\n  heksher declare settings.yaml --check')
    .action((name: string, options: DeclareOptions, command: Command) =>
      perform(command, (session) => declare(session, name, options)),
    );
}

async function declare(session: Session, name: string, { check = false, note }: DeclareOptions): Promise<ExitCode> {
  const { readDocumentFile } = await import('../documents/document-file.js');
  const file = await readDocumentFile(name);
  const declarations = readDeclarations(file);
  const proposal: Proposal = {
    operations: await completed(session, declarations),
    note: note ?? `declared from ${file.name}`,
    describeFault: describeIn(file, declarations),
  };
  const answer = await explaining(check ? tryOut(session, proposal) : sendChangeSet(session, proposal));
  const declared = answer.results.map((result, at) => ({
    ...result,
    name: declarations[at]?.name ?? '',
  })) as Declared[];
  const value = { ...answer, results: declared } as unknown as JsonValue;
  session.out.result(value, () => declarationLines(declared, { isCheck: check }, session.out.style));
  return check ? exitCodeOf(answer) : EXIT.done;
}

/** Says what to do about declarations that contradict what is stored. Each has its place among the details already. */
async function explaining(work: Promise<ChangeSetAnswer>): Promise<ChangeSetAnswer> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
    throw new Failure(error.exitCode, 'the service does not accept this file', [
      ...error.details,
      ...adviceOn(error.faults.map(({ message }) => message)),
    ]);
  }
}

/** No version is high enough while rules do not fit. */
const KEPT_BY_RULES = /incompatible with values for rules|still in use by rules/;

function adviceOn(faults: readonly string[]): string[] {
  const kept = faults.filter((fault) => KEPT_BY_RULES.test(fault));
  return [
    ...(kept.length < faults.length ? [VERSION_ADVICE] : []),
    ...(kept.length > 0
      ? ['Rules do not fit the declaration: change or delete them first. heksher get shows them.']
      : []),
  ];
}

const VERSION_ADVICE =
  'A declaration that differs from the stored one needs a higher version: a minor one for minor differences, else a major one.';

function exitCodeOf({ results }: ChangeSetAnswer): ExitCode {
  return results.every(({ outcome }) => outcome === 'unchanged') ? EXIT.done : EXIT.differences;
}

/** The operations. A document may leave metadata out, which then stay as they are; a declaration without them has none. */
async function completed({ service }: Session, declarations: readonly DeclarationInFile[]): Promise<JsonObject[]> {
  const isLacking = declarations.some(({ keepsMetadata }) => keepsMetadata);
  const stored = isLacking ? await readMetadata(service.get.bind(service)) : new Map<string, JsonObject>();
  return declarations.map(({ name, body, keepsMetadata }) => {
    const metadata = keepsMetadata ? stored.get(name) : undefined;
    return { op: 'setting.declare', ...body, ...(metadata && { metadata }) };
  });
}

interface ListedSetting {
  name: string;
  aliases: string[];
  metadata: JsonObject;
}

/** The metadata of all settings, by any of their names. */
async function readMetadata(
  get: <Body>(path: string, query: Record<string, string>) => Promise<{ body: Body }>,
): Promise<Map<string, JsonObject>> {
  const { body } = await get<{ settings: ListedSetting[] }>('/api/v1/settings', { include_additional_data: 'true' });
  return new Map(
    body.settings.flatMap(({ name, aliases, metadata }) => [name, ...aliases].map((one) => [one, metadata])),
  );
}

/** Faults of operations, each with the place of its declaration. */
function describeIn(file: DocumentFile, declarations: readonly DeclarationInFile[]): (fault: ProblemFault) => string {
  return (fault) => {
    const [, at, rest = ''] = /^\/operations\/(\d+)(\/.*)?$/.exec(fault.pointer ?? '') ?? [];
    const declaration = declarations[Number(at)];
    const named = declaration ? { ...fault, message: `${declaration.name}: ${fault.message}` } : fault;
    return file.describe(named, () => declaration && declaration.pointer + rest);
  };
}
