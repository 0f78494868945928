import type { Command } from 'commander';
import type { JsonValue } from '@heksher/domain';
import { readItems, readLatestChanges, type LoggedChange } from '../http/changes.js';
import { changeLines } from '../output/change-lines.js';
import { shownItem, type Item } from '../output/item-lines.js';
import { changeCells } from '../output/log-lines.js';
import { table } from '../output/table.js';
import { perform, type Session } from '../session.js';
import { wholeNumber } from './options.js';

interface LogOptions {
  setting?: string;
  actor?: string;
  action?: string;
  since?: number;
  from?: string;
  to?: string;
  limit: number;
  details?: boolean;
}

const DEFAULT_LIMIT = 20;

export function addLog(program: Command): void {
  program
    .command('log')
    .summary('show who changed what, the newest change first')
    .description('Shows the change log, the newest change first: who changed what, when and why.')
    .option('--setting <name>', 'only changes of this setting, and those that may touch any')
    .option('--actor <actor>', 'only changes by this person or program')
    .option('--action <action>', 'only changes of this kind, such as rule.created')
    .option('--since <sequence>', 'only changes after this one', wholeNumber(0))
    .option('--from <time>', 'only changes at this time or later, such as 2026-11-27T03:00:00Z')
    .option('--to <time>', 'only changes before this time')
    .option('-n, --limit <number>', 'the most changes', wholeNumber(1), DEFAULT_LIMIT)
    .option('-d, --details', 'also what each change did, before and after')
    .addHelpText('after', '\nExample:\n  heksher log --setting cache_size --details')
    .action((options: LogOptions, command: Command) => perform(command, (session) => log(session, options)));
}

async function log(session: Session, { limit, details, ...filter }: LogOptions): Promise<void> {
  const { service, out } = session;
  const changes = await readLatestChanges(service, filter, limit);
  const items = details ? await readAllItems(session, changes) : undefined;
  const value = changes.map((change, at) => (items ? { ...change, items: items[at] } : change));
  out.result(value as unknown as JsonValue, () => lines(session, changes, items));
}

async function readAllItems({ service }: Session, changes: readonly LoggedChange[]): Promise<Item[][]> {
  const all: Item[][] = [];
  for (const change of changes) all.push(await readItems(service, change));
  return all;
}

function lines({ out: { style } }: Session, changes: readonly LoggedChange[], items: Item[][] | undefined): string[] {
  const rows = [['CHANGE', 'AT', 'BY', 'ACTION', 'SETTINGS', 'NOTE'], ...changes.map(changeCells)];
  const [heading = '', ...changed] = table(rows);
  return [
    style.dim(heading),
    ...changed.flatMap((line, at) => {
      const below = changeLines((items?.[at] ?? []).flatMap(shownItem), style);
      return [line, ...below.map((one) => `  ${one}`)];
    }),
  ];
}
