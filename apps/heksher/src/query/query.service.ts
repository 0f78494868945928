import { Injectable } from '@nestjs/common';
import { DomainError, filterRules, printJson, type CompiledRule, type ContextFilters } from '@heksher/domain';
import { Database, byAnyName, type LoadedSetting } from '@heksher/persistence';

/** What a query asks for. */
export interface RulesQuery {
  /** Names or aliases; undefined for all settings. */
  settings: readonly string[] | undefined;
  filters: ContextFilters;
  isWithMetadata: boolean;
}

/** Answers which rules the settings have. */
@Injectable()
export class QueryService {
  constructor(private readonly database: Database) {}

  /** The answer as JSON text, all of one state. Throws `not-found` naming every unknown setting. */
  async query({ settings, filters, isWithMetadata }: RulesQuery): Promise<string> {
    const loaded = await this.database.read(({ rulesets }) => rulesets.load(settings));
    if (settings) assertAllFound(settings, loaded);
    const members = loaded.map((one) => {
      const rules = filterRules(one.ruleset, filters).map((rule) => printRule(rule, isWithMetadata));
      const { name, defaultValue } = one.setting;
      return `${JSON.stringify(name)}:{"rules":[${rules.join(',')}],"default_value":${printJson(defaultValue)}}`;
    });
    return `{"settings":{${members.join(',')}}}`;
  }
}

function assertAllFound(wanted: readonly string[], loaded: readonly LoadedSetting[]): void {
  const known = byAnyName(loaded);
  const unknown = [...new Set(wanted)].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new DomainError(
    'not-found',
    `no settings are called ${unknown.map((name) => JSON.stringify(name)).join(', ')}`,
  );
}

function printRule({ id, value, conditions, metadata }: CompiledRule, isWithMetadata: boolean): string {
  const features = JSON.stringify(conditions.map((condition) => [condition.feature, condition.value]));
  const tail = isWithMetadata ? `,"metadata":${metadata}` : '';
  return `{"value":${value},"context_features":${features},"rule_id":${id}${tail}}`;
}
