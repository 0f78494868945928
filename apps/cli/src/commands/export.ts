import { Option, type Command } from 'commander';
import { isJsonObject, type JsonValue } from '@heksher/domain';
import type { Service } from '../http/service.js';
import { counted, printable } from '../output/text.js';
import { perform, type Session } from '../session.js';
import { asOfOption, commaList } from './options.js';

interface ExportOptions {
  prefix?: string[];
  settings?: string[];
  include?: string[];
  asOf?: string;
  to?: string;
}

export function addExport(program: Command): void {
  program
    .command('export')
    .summary('write settings with their rules as a document')
    .description(
      'Writes settings with their rules as a document, in YAML or with --output json in JSON. Equal states give equal bytes.',
    )
    .option('--prefix <prefixes>', 'only settings whose names begin like this, with commas between several', commaList)
    .option('--settings <names>', 'only these settings, with commas between them', commaList)
    .addOption(
      new Option(
        '--include <parts>',
        'only these parts, with commas between them: rules, metadata, aliases, context_features',
      ).argParser(commaList),
    )
    .addOption(asOfOption())
    .option('--to <file>', 'write a file, in JSON if its name ends in .json')
    .addHelpText('after', '\nExample:\n  heksher export --prefix backend. --to backend.yaml')
    .action((options: ExportOptions, command: Command) =>
      perform(command, (session) => exportDocument(session, options)),
    );
}

async function exportDocument(session: Session, { to, ...options }: ExportOptions): Promise<void> {
  const { out, service } = session;
  const { document, sequence } = await readExport(service, options);
  const { printJsonText, printYaml } = await import('../documents/print.js');
  const isJson = out.format === 'json' || (out.format === 'text' && to?.endsWith('.json'));
  const content = isJson ? printJsonText(document) : printYaml(document);
  if (to === undefined) return out.raw(content);
  const { writeWholeFile } = await import('../documents/write-file.js');
  await writeWholeFile(to, content);
  const settings = isJsonObject(document) ? Object.keys(document['settings'] ?? {}).length : 0;
  out.message(`${counted(settings, 'setting')} as of change ${sequence} written to ${printable(to)}`);
}

/** The document of a service. */
export async function readExport(
  service: Service,
  { prefix, settings, include, asOf }: Omit<ExportOptions, 'to'>,
): Promise<{ document: JsonValue; sequence: string }> {
  const { body, headers } = await service.get<JsonValue>('/api/v1/export', {
    prefix: prefix?.join(','),
    settings: settings?.join(','),
    include: include?.join(','),
    as_of: asOf,
  });
  return { document: body, sequence: headers.get('heksher-sequence') ?? '?' };
}
