import type { Command } from 'commander';
import { printJson, type JsonValue } from '@heksher/domain';
import { EXIT } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { readSettingRules, ruleOf, type SettingRules } from '../http/setting-rules.js';
import { settingLines } from '../output/setting-lines.js';
import { conditionsText } from '../output/text.js';
import { perform, type Session } from '../session.js';
import { asOfOption, whenOption, type When } from './options.js';

interface GetOptions {
  when?: When;
  asOf?: string;
}

export function addGet(program: Command): void {
  program
    .command('get')
    .summary('show settings with their rules')
    .description(
      'Shows settings: the default, and the rules in the order of their priority. The first that matches wins.',
    )
    .argument('<names...>', 'names or aliases of settings')
    .addOption(whenOption('only the rule with exactly these conditions'))
    .addOption(asOfOption())
    .addHelpText('after', '\nExample:\n  heksher get cache_size --when user=guest,theme=dark')
    .action((names: string[], options: GetOptions, command: Command) =>
      perform(command, (session) => get(session, names, options)),
    );
}

async function get(session: Session, names: readonly string[], { when, asOf }: GetOptions): Promise<void> {
  const found: SettingRules[] = [];
  for (const name of names) {
    const { body } = await readSettingRules(session.service, name, asOf);
    found.push(when === undefined ? body : only(body, when));
  }
  session.out.result(found as unknown as JsonValue, () =>
    found.flatMap((one, at) => [...(at === 0 ? [] : ['']), ...settingLines(one, session.out.style)]),
  );
}

/** A setting with the one rule that has these conditions. */
function only(body: SettingRules, when: When): SettingRules {
  const rule = ruleOf(body, when);
  if (rule) return { ...body, rules: [rule] };
  const { name, default_value } = body.setting;
  throw new Failure(EXIT.refused, `${name} has no rule ${conditionsText(when)}`, [
    `its default is ${printJson(default_value)}; heksher evaluate says which value a context has`,
  ]);
}
