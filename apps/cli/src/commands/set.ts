import type { Command } from 'commander';
import type { JsonObject } from '@heksher/domain';
import type { ExitCode } from '../exit-codes.js';
import { readSettingRules, ruleOf } from '../http/setting-rules.js';
import { changeLines } from '../output/change-lines.js';
import { conditionsText, valueText } from '../output/text.js';
import { perform, type Session } from '../session.js';
import { applyAfterAsking, isUnchanged, nothingToDo, showImpact, tryOut } from './change-set.js';
import { noteOption, whenOption, yesOption, type When } from './options.js';
import { readValueWord } from './value-word.js';

export interface RuleOptions {
  when?: When;
  note?: string;
  yes?: boolean;
}

export function addSet(program: Command): void {
  program
    .command('set')
    .summary('set a value for a context, or for everyone')
    .description(
      'Adds a rule, or changes the value of the rule with these conditions. Shows before what changes, and asks on a terminal. ' +
        'Without --when it is the rule for everyone, which any other rule outweighs. The default belongs to the code that ' +
        'declares the setting, so this command leaves it alone.',
    )
    .argument('<name>', 'a name or alias of the setting')
    .argument('<value>', 'JSON; for a setting of text also the text itself')
    .addOption(whenOption('the conditions of the rule'))
    .addOption(noteOption())
    .addOption(yesOption())
    .addHelpText('after', '\nExample:\n  heksher set cache_size 200 --when user=jim --note "TICKET-7: jim needs more"')
    .action((name: string, value: string, options: RuleOptions, command: Command) =>
      perform(command, (session) => set(session, [name, value], options)),
    );
}

async function set(
  session: Session,
  [name, word]: [name: string, word: string],
  { when = {}, ...options }: RuleOptions,
): Promise<ExitCode> {
  const { body, headers } = await readSettingRules(session.service, name);
  const { value, isText } = readValueWord(word, body.setting.type);
  if (isText) session.out.message(`The value is taken as text: ${valueText(value)}`);
  const before = ruleOf(body, when);
  const change = { setting: body.setting.name, what: conditionsText(when), after: valueText(value) };
  session.out.message(
    ...changeLines([before ? { ...change, before: valueText(before.value) } : change], session.out.messageStyle),
  );
  return proposeRule(session, { op: 'rule.set', setting: name, feature_values: when, value }, headers, options);
}

/** Applies one operation on a rule, unless the setting or any of its rules has changed since they were read. */
export async function proposeRule(
  session: Session,
  operation: JsonObject,
  headers: Headers,
  options: Omit<RuleOptions, 'when'>,
): Promise<ExitCode> {
  const proposal = { operations: [{ ...operation, if_match: headers.get('etag') ?? '*' }], ...options };
  const tried = await tryOut(session, proposal);
  if (isUnchanged(tried)) return nothingToDo(session, tried);
  showImpact(session, tried);
  return applyAfterAsking(session, proposal);
}
