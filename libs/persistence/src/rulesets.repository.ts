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
import { readMetadata, readValue } from './rows.js';
import { toSetting, type SettingSelection, SETTING_COLUMNS } from './settings.repository.js';

/** A setting with its rules, arranged for reading. */
export interface LoadedSetting {
  setting: Setting;
  ruleset: Ruleset;
  /** About how much memory it takes. */
  bytes: number;
}

/** Something that was loaded in one statement, with the head of the state that it belongs to. */
export interface Loaded<Content> {
  /** Undefined where the database has lost its head. */
  revision: string | undefined;
  content: Content;
}

/** All names that lead to a setting. */
export interface NameIndex {
  /** Canonical names, in order. */
  settings: readonly string[];
  /** From each name or alias to the canonical name. */
  canonical: ReadonlyMap<string, string>;
}

interface LoadSelection {
  revision: string | null;
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
    (select h.id from revision_head h) as revision,
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

const LOAD_INDEX = `
  select
    (select h.id from revision_head h) as revision,
    (select coalesce(json_agg(s.name order by s.name collate "C"), '[]') from settings s) as settings,
    (select coalesce(json_agg(json_build_array(a.alias, a.setting)), '[]') from setting_aliases a) as aliases`;

/** Settings together with their rules, arranged for reading. */
export class RulesetsRepository {
  constructor(private readonly manager: EntityManager) {}

  /**
   * The settings that have one of the names as their name or alias, or all settings where `names` is undefined, in the
   * order of their names. One statement, however many there are.
   */
  async load(names: readonly string[] | undefined): Promise<Loaded<LoadedSetting[]>> {
    const [row] = await this.manager.query<LoadSelection[]>(LOAD, [names ?? null]);
    if (!row) throw new Error('the database answered no row to a statement that has one');

    const features = JSON.parse(row.features) as string[];
    const rules = groupBySetting(JSON.parse(row.rules) as RuleTuple[]);
    const content = (JSON.parse(row.settings) as SettingSelection[])
      .map((selection) => toLoadedSetting(selection, rules.get(selection.name) ?? [], features))
      .sort((a, b) => compareCodePoints(a.setting.name, b.setting.name));
    return { revision: row.revision ?? undefined, content };
  }

  /** The names of all settings. One statement. */
  async loadIndex(): Promise<Loaded<NameIndex>> {
    const [row] =
      await this.manager.query<{ revision: string | null; settings: string; aliases: string }[]>(LOAD_INDEX);
    if (!row) throw new Error('the database answered no row to a statement that has one');

    const settings = JSON.parse(row.settings) as string[];
    const aliases = JSON.parse(row.aliases) as [string, string][];
    const canonical = new Map([...aliases, ...settings.map((name): [string, string] => [name, name])]);
    return { revision: row.revision ?? undefined, content: { settings, canonical } };
  }
}

/** What a setting takes besides its rules, and a rule besides its texts: measured, not exact. */
const SETTING_BYTES = 1500;
const RULE_BYTES = 350;

function toLoadedSetting(selection: SettingSelection, tuples: RuleTuple[], features: readonly string[]): LoadedSetting {
  const setting = toSetting(selection);
  const rules = tuples.map((tuple) => toCompiledRule(tuple, setting.type, features));
  const texts = rules.reduce((sum, { value, metadata }) => sum + value.length + metadata.length, 0);
  const bytes = SETTING_BYTES + selection.default_value.length + selection.metadata.length + texts;
  return { setting, ruleset: compileRuleset(features, rules), bytes: bytes + rules.length * RULE_BYTES };
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
  return { id, value: printJson(readValue(value, type)), metadata: metadata === null ? '{}' : printJson(readMetadata(metadata)), conditions };
}

/** Settings found by any of their names. */
export function byAnyName(loaded: readonly LoadedSetting[]): Map<string, LoadedSetting> {
  const names = new Map<string, LoadedSetting>();
  for (const one of loaded) for (const alias of one.setting.aliases) names.set(alias, one);
  for (const one of loaded) names.set(one.setting.name, one);
  return names;
}
