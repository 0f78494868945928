import type { RuleUsage, StaleSetting, UsageEntry } from '../http/usage.js';
import type { Style } from './style.js';
import { table } from './table.js';
import { conditionsText, counted, printable, timeText } from './text.js';

/** The uses of a setting, the latest first, and the wins of its rules. */
export function usageLines(usage: readonly UsageEntry[], rules: readonly RuleUsage[], style: Style): string[] {
  return [...askedLines(usage, style), ...(rules.length === 0 ? [] : ['', ...ruleLines(rules, style)])];
}

function askedLines(usage: readonly UsageEntry[], style: Style): string[] {
  if (usage.length === 0) return ['Nobody has asked for it by name.'];
  const latestFirst = [...usage].sort((a, b) => (a.last_at < b.last_at ? 1 : -1));
  const rows = latestFirst.map(({ client, kind, name, is_alias, hits, last_at }) => {
    return [printable(client), kind, printable(name) + (is_alias ? ' (alias)' : ''), `${hits}`, timeText(last_at)];
  });
  return headed([['CLIENT', 'HOW', 'NAME', 'TIMES', 'LAST'], ...rows], style);
}

function ruleLines(rules: readonly RuleUsage[], style: Style): string[] {
  const rows = rules.map((rule) => [
    `${rule.rule_id}`,
    conditionsText(rule.context_features),
    `${rule.wins}`,
    rule.last_won_at === null ? '-' : timeText(rule.last_won_at),
    marksOf(rule),
  ]);
  const isComplete = rules.every(({ complete }) => complete);
  const note = 'Clients resolve this setting that do not report it, so rules may have won more often.';
  return [...headed([['RULE', 'WHEN', 'WON', 'LAST', ''], ...rows], style), ...(isComplete ? [] : [style.dim(note)])];
}

function marksOf({ never, redundant, depends_on_resolver }: RuleUsage): string {
  const marks = [
    never ? 'never wins' : redundant ? 'changes nothing' : '',
    depends_on_resolver ? 'heksher-py may choose another rule' : '',
  ];
  return marks.filter((mark) => mark !== '').join(', ');
}

const REASONS: Readonly<Record<string, (days: string) => string>> = {
  never_asked_for: () => 'never asked for',
  not_asked_for_since: (days) => `not asked for in ${days}`,
  declared_by_no_client_since: (days) => `declared by no client in ${days}`,
  every_rule_equals_default: () => 'every rule equals the default',
};

/** Settings that may no longer be needed, with the reasons. */
export function staleLines(
  stale: readonly StaleSetting[],
  { days, countedSince, style }: { days: number; countedSince: string | undefined; style: Style },
): string[] {
  const since =
    countedSince === undefined ? 'Nothing has been counted yet.' : `Counted since ${timeText(countedSince)}.`;
  if (stale.length === 0) return [style.dim(since), 'No setting is stale.'];
  const span = counted(days, 'day');
  const rows = stale.map(({ setting, reasons, aliases_in_use, last_at }) => [
    printable(setting),
    last_at === null ? '-' : timeText(last_at),
    reasons.map((reason) => REASONS[reason]?.(span) ?? printable(reason)).join(', '),
    aliases_in_use.length === 0 ? '' : `asked for as ${printable(aliases_in_use.join(', '))}`,
  ]);
  return [style.dim(since), ...headed([['SETTING', 'LAST', 'WHY', ''], ...rows], style)];
}

function headed(rows: readonly (readonly string[])[], style: Style): string[] {
  const [heading = '', ...lines] = table(rows);
  return [style.dim(heading), ...lines];
}
