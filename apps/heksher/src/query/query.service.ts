import { Injectable } from '@nestjs/common';
import { filterRules, printConditions, type CompiledRule, type ContextFilters } from '@heksher/domain';
import { RulesetCache, assertAllFound, byRequestedName, type LoadedSetting } from '@heksher/persistence';
import { StateAnswer } from '../answers/state-answer.js';
import type { KeyBy } from './key-by.pipe.js';

/** What a query asks for. */
export interface RulesQuery {
  /** Names or aliases; undefined for all settings. */
  settings: readonly string[] | undefined;
  filters: ContextFilters;
  isWithMetadata: boolean;
  keyBy: KeyBy;
}

/** Answers which rules the settings have. */
@Injectable()
export class QueryService {
  constructor(private readonly rulesets: RulesetCache) {}

  /**
   * The settings by the names that `keyBy` says, all of one state, which may be stale. Throws `not-found` naming every
   * unknown setting.
   */
  async query({ settings: names, filters, isWithMetadata, keyBy }: RulesQuery): Promise<StateAnswer> {
    const reading = await this.rulesets.readOrStale(names);
    assertAllFound(reading);
    const keyed = byRequestedName(reading, keyBy === 'requested' ? names : undefined);
    const print = () => {
      const members = keyed.map(([key, one]) => `${JSON.stringify(key)}:${printSetting(one, filters, isWithMetadata)}`);
      return `{"settings":{${members.join(',')}}}`;
    };
    return new StateAnswer(print, reading, names);
  }
}

function printSetting({ ruleset }: LoadedSetting, filters: ContextFilters, isWithMetadata: boolean): string {
  const rules = filterRules(ruleset, filters).map((rule) => printRule(rule, isWithMetadata));
  return `{"rules":[${rules.join(',')}],"default_value":${ruleset.defaultValue}}`;
}

function printRule({ id, value, conditions, metadata }: CompiledRule, isWithMetadata: boolean): string {
  const tail = isWithMetadata ? `,"metadata":${metadata}` : '';
  return `{"value":${value},"context_features":${printConditions(conditions)},"rule_id":${id}${tail}}`;
}
