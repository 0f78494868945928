import type { EntityManager } from 'typeorm';
import {
  compareCodePoints,
  compileRuleset,
  printJson,
  type CompiledRule,
  type Ruleset,
  type Setting,
  type SettingType,
} from '@heksher/domain';
import { readValue } from './rows.js';
import { toSetting, type SettingSelection, SETTING_COLUMNS } from './settings.repository.js';

/** A setting with its rules, arranged for reading. */
export interface LoadedSetting {
  setting: Setting;
  ruleset: Ruleset;
}

interface LoadSelection {
  features: string;
  settings: string;
  rules: string;
}

/** A rule as `LOAD` selects it: setting, id, value as JSON text, features, their values, metadata as JSON text. */
type RuleTuple = [string, number, string, string[] | null, string[] | null, string | null];

/** One statement, so one state; names and values pass through JSON as strings, so that numbers keep their digits. */
const LOAD = `
  with chosen as (
    select s.name from settings s
    where $1::text[] is null
      or s.name = any ($1)
      or s.name in (select a.setting from setting_aliases a where a.alias = any ($1))
  ), chosen_rules as (
    select r.id, r.setting, r.value from rules r where r.setting in (select name from chosen)
  )
  select
    (
      select coalesce(json_agg(f.name order by f.index nulls last, f.name collate "C"), '[]') from context_features f
    ) as features,
    (
      select coalesce(json_agg(json_build_object(
        'name', row.name, 'type', row.type, 'default_value', row.default_value, 'version', row.version,
        'aliases', row.aliases::text, 'configurable_features', row.configurable_features::text,
        'metadata', row.metadata::text
      )), '[]')
      from (select ${SETTING_COLUMNS} from settings s where s.name in (select name from chosen)) as row
    ) as settings,
    (
      select coalesce(json_agg(
        json_build_array(r.setting, r.id, r.value, c.features, c.feature_values, m.metadata) order by r.id
      ), '[]')
      from chosen_rules r
      left join (
        select c.rule, json_agg(c.context_feature) as features, json_agg(c.feature_value) as feature_values
        from conditions c where c.rule in (select id from chosen_rules)
        group by c.rule
      ) c on c.rule = r.id
      left join (
        select m.rule, jsonb_object_agg(m.key, m.value)::text as metadata
        from rule_metadata m where m.rule in (select id from chosen_rules)
        group by m.rule
      ) m on m.rule = r.id
    ) as rules`;

/** Settings together with their rules, arranged for reading. */
export class RulesetsRepository {
  constructor(private readonly manager: EntityManager) {}

  /**
   * The settings that have one of the names as their name or alias, or all settings where `names` is undefined, in the
   * order of their names. One statement, however many there are.
   */
  async load(names: readonly string[] | undefined): Promise<LoadedSetting[]> {
    if (names?.length === 0) return [];
    const [row] = await this.manager.query<LoadSelection[]>(LOAD, [names ?? null]);
    if (!row) return [];

    const features = JSON.parse(row.features) as string[];
    const rules = groupBySetting(JSON.parse(row.rules) as RuleTuple[]);
    return (JSON.parse(row.settings) as SettingSelection[])
      .map(toSetting)
      .sort((a, b) => compareCodePoints(a.name, b.name))
      .map((setting) => {
        const own = (rules.get(setting.name) ?? []).map((tuple) => toCompiledRule(tuple, setting.type, features));
        return { setting, ruleset: compileRuleset(features, own) };
      });
  }
}

function groupBySetting(tuples: readonly RuleTuple[]): Map<string, RuleTuple[]> {
  const groups = new Map<string, RuleTuple[]>();
  for (const tuple of tuples) {
    const group = groups.get(tuple[0]);
    if (group) group.push(tuple);
    else groups.set(tuple[0], [tuple]);
  }
  return groups;
}

function toCompiledRule(tuple: RuleTuple, type: SettingType, features: readonly string[]): CompiledRule {
  const [, id, value, names, values, metadata] = tuple;
  const conditions = (names ?? []).map((feature, at) => ({ feature, value: values?.[at] ?? '' }));
  conditions.sort((a, b) => features.indexOf(a.feature) - features.indexOf(b.feature));
  return { id, value: printJson(readValue(value, type)), metadata: metadata ?? '{}', conditions };
}

/** Settings found by any of their names. */
export function byAnyName(loaded: readonly LoadedSetting[]): Map<string, LoadedSetting> {
  const names = new Map<string, LoadedSetting>();
  for (const one of loaded) for (const alias of one.setting.aliases) names.set(alias, one);
  for (const one of loaded) names.set(one.setting.name, one);
  return names;
}
