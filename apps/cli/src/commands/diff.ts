import type { Command } from 'commander';
import type { JsonValue } from '@heksher/domain';
import { compareDocuments } from '../documents/compare.js';
import { findFault, type Document } from '../documents/document.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { changeLines } from '../output/change-lines.js';
import { shownChange } from '../output/plan-lines.js';
import { counted, printable } from '../output/text.js';
import { perform, type Session } from '../session.js';
import { readExport } from './export.js';

export function addDiff(program: Command): void {
  program
    .command('diff')
    .summary('compare two documents or services')
    .description(
      'Compares two documents or services, by the names of settings and the conditions of rules: ids and order do not matter. ' +
        'A file with a scope is compared with what a service has in this scope. Both services are sent the same token. Exits ' +
        'with 2 if there are differences.',
    )
    .argument('<a>', 'a file, or the address of a service; - is the standard input')
    .argument('<b>', 'likewise')
    .addHelpText('after', '\nExample:\n  heksher diff backend.yaml https://heksher.example.com')
    .action((a: string, b: string, _options: unknown, command: Command) =>
      perform(command, (session) => diff(session, a, b)),
    );
}

async function diff(session: Session, a: string, b: string): Promise<ExitCode> {
  const files = [await readFileSide(a), await readFileSide(b)];
  const scope = files.find((file) => file?.scope)?.scope?.prefixes;
  const [one, other] = await Promise.all(
    [a, b].map(async (name, at) => files[at] ?? (await readService(session, name, scope))),
  );
  const differences = one && other ? compareDocuments(one, other) : [];
  session.out.result({ a, b, differences } as unknown as JsonValue, () =>
    differences.length === 0
      ? ['No differences.']
      : [
          session.out.style.removed(`--- ${printable(a)}`),
          session.out.style.added(`+++ ${printable(b)}`),
          ...changeLines(differences.map(shownChange), session.out.style),
          counted(differences.length, 'difference'),
        ],
  );
  return differences.length === 0 ? EXIT.done : EXIT.differences;
}

/** Undefined for the address of a service. */
async function readFileSide(name: string): Promise<Document | undefined> {
  if (/^https?:\/\//i.test(name)) return undefined;
  const { readDocumentFile } = await import('../documents/document-file.js');
  const file = await readDocumentFile(name);
  const fault = findFault(file.value);
  if (fault) file.fail(fault.pointer, fault.message);
  return file.value as unknown as Document;
}

async function readService(session: Session, url: string, prefix: string[] | undefined): Promise<Document> {
  const { document } = await readExport(session.serviceAt(url), { prefix });
  return document as unknown as Document;
}
