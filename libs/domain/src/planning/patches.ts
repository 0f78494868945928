import type { Rule } from '../rule.js';
import { compileRule } from '../compiled-rule.js';
import type { RulesetChange } from '../ruleset.js';
import type { Item } from './item.js';

/** What becomes of the rules of one setting, by its canonical name. */
export interface SettingPatch extends RulesetChange {
  setting: string;
}

/** What becomes of each setting's rules; undefined if entries are about anything else. New rules must have got their ids. */
export function patchesOf(items: readonly Item[]): SettingPatch[] | undefined {
  const settings = new Map<string, Map<number, Rule | undefined>>();
  for (const { ruleId, settings: touched, after } of items) {
    const [setting] = touched ?? [];
    if (ruleId === undefined || setting === undefined) return undefined;
    const rules = settings.get(setting) ?? new Map<number, Rule | undefined>();
    rules.set(ruleId, after && 'rule' in after ? after.rule : undefined);
    settings.set(setting, rules);
  }
  return [...settings].map(([setting, rules]) => ({
    setting,
    removed: new Set(rules.keys()),
    written: [...rules.values()].flatMap((rule) => (rule ? [compileRule(rule)] : [])),
  }));
}
