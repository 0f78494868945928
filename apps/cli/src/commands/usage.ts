import type { Command } from 'commander';
import type { JsonValue } from '@heksher/domain';
import { readRuleUsage, readStale, readUsage } from '../http/usage.js';
import { staleLines, usageLines } from '../output/usage-lines.js';
import { perform, type Session } from '../session.js';
import { wholeNumber } from './options.js';

const DEFAULT_DAYS = 30;
const MOST_DAYS = 36_500;

export function addUsage(program: Command): void {
  program
    .command('usage')
    .summary('show who asks for a setting')
    .description('Shows which clients ask for a setting, by which of its names and how often, and which rules win.')
    .argument('<name>', 'the name or an alias of a setting')
    .addHelpText('after', '\nExample:\n  heksher usage cache_size')
    .action((name: string, _options: unknown, command: Command) => perform(command, (session) => usage(session, name)));
}

export function addStale(program: Command): void {
  program
    .command('stale')
    .summary('show the settings that may no longer be needed')
    .description(
      'Shows the settings that nobody has asked for or declared lately, and those whose rules change nothing.',
    )
    .option('--days <number>', 'how many days back a use counts', wholeNumber(1, MOST_DAYS), DEFAULT_DAYS)
    .addHelpText('after', '\nExample:\n  heksher stale --days 90')
    .action((options: { days: number }, command: Command) => perform(command, (session) => stale(session, options)));
}

async function usage({ service, out }: Session, name: string): Promise<void> {
  const [asked, rules] = [await readUsage(service, name), await readRuleUsage(service, name)];
  out.result({ usage: asked, rules } as unknown as JsonValue, () => usageLines(asked, rules, out.style));
}

async function stale({ service, out }: Session, { days }: { days: number }): Promise<void> {
  const found = await readStale(service, days);
  const { stale: settings, countedSince = null } = found;
  const value = { counted_since: countedSince, stale: settings } as unknown as JsonValue;
  out.result(value, () => staleLines(settings, { days, countedSince: found.countedSince, style: out.style }));
}
