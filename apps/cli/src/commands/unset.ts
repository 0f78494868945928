import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { readSettingRules, ruleOf } from '../http/setting-rules.js';
import { changeLines } from '../output/change-lines.js';
import { conditionsText, valueText } from '../output/text.js';
import { perform, type Session } from '../session.js';
import { noteOption, whenOption, yesOption } from './options.js';
import { proposeRule, type RuleOptions } from './set.js';

export function addUnset(program: Command): void {
  program
    .command('unset')
    .summary('delete a rule')
    .description(
      'Deletes the rule with exactly these conditions. Shows before what changes, and asks on a terminal. Without --when it ' +
        'is the rule for everyone.',
    )
    .argument('<name>', 'a name or alias of the setting')
    .addOption(whenOption('the conditions of the rule'))
    .addOption(noteOption())
    .addOption(yesOption())
    .addHelpText('after', '\nExample:\n  heksher unset cache_size --when user=jim --note "TICKET-7 is done"')
    .action((name: string, options: RuleOptions, command: Command) =>
      perform(command, (session) => unset(session, name, options)),
    );
}

async function unset(session: Session, name: string, { when = {}, ...options }: RuleOptions): Promise<ExitCode> {
  const { body, headers } = await readSettingRules(session.service, name);
  const rule = ruleOf(body, when);
  const what = conditionsText(when);
  if (!rule) {
    const others = body.rules.map(({ feature_values }) => conditionsText(feature_values));
    throw new Failure(EXIT.refused, `${body.setting.name} has no rule ${what}`, [
      others.length === 0 ? 'it has no rules' : `its rules are: ${others.slice(0, 20).join('; ')}`,
    ]);
  }
  const deleted = { setting: body.setting.name, what, before: valueText(rule.value) };
  session.out.messages(changeLines([deleted], session.out.messageStyle));
  return proposeRule(session, { op: 'rule.delete', setting: name, feature_values: when }, headers, options);
}
