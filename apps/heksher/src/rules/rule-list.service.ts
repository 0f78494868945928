import { Injectable } from '@nestjs/common';
import { passesRuleFilter, type CompiledRule } from '@heksher/domain';
import {
  RulesetCache,
  assertAllFound,
  type Freshness,
  type LoadedSetting,
  type Reading,
  type SettingList,
} from '@heksher/persistence';
import { inSlices } from '../http/body/in-slices.js';
import type { RulePlace, RuleSearch } from './rule-list-request.js';

/** A rule with the canonical name of its setting. */
export interface FoundRule {
  setting: string;
  rule: CompiledRule;
}

/** A page of rules, all of one revision. */
export interface RulePage {
  /** In the order of the settings' names, then of their ids. */
  rules: FoundRule[];
  /** How many rules pass the filter. */
  total: number;
  /** The end of the page; undefined if it is the last one. */
  end: RulePlace | undefined;
  reading: Reading;
}

/** The number of rules after which other requests get their turn. */
const STEP = 1000;

/** Finds rules of all settings. */
@Injectable()
export class RuleListService {
  constructor(private readonly rulesets: RulesetCache) {}

  /** A page of the rules that pass a filter. Throws `not-found` if the setting is unknown, and like `RulesetCache.read`. */
  async list(search: RuleSearch, freshness: Freshness): Promise<RulePage> {
    const reading = await this.read(search, freshness);
    const { found, total } = await inSlices(collect(reading.settings, search));
    const rules = found.slice(0, search.limit);
    const last = rules.at(-1);
    const isMore = found.length > rules.length;
    return { rules, total, end: isMore && last ? { setting: last.setting, id: last.rule.id } : undefined, reading };
  }

  private async read({ setting, prefix }: RuleSearch, freshness: Freshness): Promise<Reading> {
    if (setting !== undefined) {
      const reading = await this.rulesets.read([setting], { freshness });
      assertAllFound(reading);
      return { ...reading, settings: reading.settings.filter((one) => one.setting.name.startsWith(prefix ?? '')) };
    }
    if (prefix === undefined) return this.rulesets.read(undefined, { freshness });
    return this.rulesets.readChosen((list) => namesWith(prefix, list), { freshness });
  }
}

function namesWith(prefix: string, { settings }: SettingList): string[] {
  return settings.map(({ name }) => name).filter((name) => name.startsWith(prefix));
}

/** Collects a page and the rule after it, and counts all rules that pass. Yields now and then. */
function* collect(
  settings: readonly LoadedSetting[],
  { filter, limit, after }: RuleSearch,
): Generator<undefined, { found: FoundRule[]; total: number }> {
  const found: FoundRule[] = [];
  let total = 0;
  let seen = 0;
  for (const { setting, ruleset } of settings) {
    for (const rule of ruleset.rules) {
      if (++seen % STEP === 0) yield;
      if (!passesRuleFilter(rule, filter)) continue;
      total += 1;
      if (found.length <= limit && isAfter(setting.name, rule, after)) found.push({ setting: setting.name, rule });
    }
  }
  return { found, total };
}

function isAfter(setting: string, { id }: CompiledRule, after: RulePlace | undefined): boolean {
  if (!after || setting > after.setting) return true;
  return setting === after.setting && id > after.id;
}
