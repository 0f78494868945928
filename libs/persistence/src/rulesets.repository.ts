import { compareCodePoints } from '@heksher/domain';
import { named } from './database/named-statements.js';
import type { Session } from './database/session.js';
import { estimateBytes, toLoadedSettings, type RulesetsRow } from './ruleset-rows.js';
import type { Weights } from './rulesets/load-plan.js';
import { SettingList, type Loaded, type LoadedSetting, type NameIndex } from './rulesets/loaded-settings.js';
import { toSetting, type SettingSelection, SETTING_COLUMNS } from './settings.repository.js';

/** Selects settings `s` as one JSON array of `SettingSelection`. */
function settingsAsJson(where: string): string {
  return `
    select coalesce(json_agg(json_build_object(
      'name', row.name, 'type', row.type, 'default_value', row.default_value, 'version', row.version,
      'aliases', row.aliases::text, 'configurable_features', row.configurable_features::text,
      'metadata', row.metadata::text
    )), '[]')
    from (select ${SETTING_COLUMNS} from settings s ${where}) as row`;
}

/** Selects the names of all context features, in order, as a JSON array. */
const FEATURES = `
  select coalesce(json_agg(f.name order by f.index nulls last, f.name collate "C"), '[]') from context_features f`;

/**
 * Selects one `RulesetsRow`. Values are strings in its JSON, so that numbers keep their digits. `chosen` selects the names of
 * settings; `ofSettings` limits rules `x` to those of the settings, and `ofRules` limits rows `x` to those of the rules.
 */
const load = (chosen: string, { ofSettings, ofRules }: Record<'ofSettings' | 'ofRules', (x: string) => string>) => `
  with chosen as (${chosen}), chosen_rules as (
    select r.id, r.setting, r.value from rules r ${ofSettings('r')} order by r.id
  )
  select
    (select h.id from revision_head h) as revision,
    (${FEATURES}) as features,
    (${settingsAsJson('where s.name in (select name from chosen)')}) as settings,
    (
      select json_build_object('ids', json_agg(r.id), 'settings', json_agg(r.setting), 'values', json_agg(r.value))
      from chosen_rules r
    ) as rules,
    (
      select json_build_object(
        'rules', json_agg(c.rule), 'features', json_agg(c.context_feature), 'values', json_agg(c.feature_value)
      )
      from conditions c ${ofRules('c')}
    ) as conditions,
    (
      select json_build_object('rules', json_agg(m.rule), 'keys', json_agg(m.key), 'values', json_agg(m.value::text))
      from rule_metadata m ${ofRules('m')}
    ) as metadata`;

const LOAD_ALL = load('select s.name from settings s', { ofSettings: () => '', ofRules: () => '' });

/** A union, because PostgreSQL would expect an `or` to find half of all settings, and read whole tables. */
const CHOSEN = `
  select s.name from settings s where s.name = any ($1::text[])
  union select a.setting from setting_aliases a where a.alias = any ($1::text[])`;

/** Arrays, because PostgreSQL expects few items of an array, but of a subquery so many rows that it reads whole tables. */
const LOAD_SOME = named(
  load(CHOSEN, {
    ofSettings: (x) => `where ${x}.setting = any (array(select name from chosen))`,
    ofRules: (x) => `where ${x}.rule = any (array(select id from chosen_rules))`,
  }),
);

/** The most names for the named statement, which is planned for about as many. */
const FEW = 10;

const LOAD_INDEX = `
  select
    (select h.id from revision_head h) as revision,
    (select coalesce(json_agg(s.name order by s.name collate "C"), '[]') from settings s) as settings,
    (select coalesce(json_agg(json_build_array(a.alias, a.setting)), '[]') from setting_aliases a) as aliases,
    (${FEATURES}) as features`;

const LOAD_LIST = `
  select
    (select h.id from revision_head h) as revision,
    (${settingsAsJson('')}) as settings`;

/** Grouping all rules takes a third of the time of joining the rules of many names. */
const WEIGH_ALL = `
  select s.name, coalesce(w.rules, 0) as rules, coalesce(w.texts, 0) as texts
  from settings s left join (
    select r.setting, count(*)::float8 as rules, sum(octet_length(r.value))::float8 as texts from rules r group by r.setting
  ) w on w.setting = s.name`;

const WEIGH_SOME = `
  select chosen.name, count(r.id)::float8 as rules, coalesce(sum(octet_length(r.value)), 0)::float8 as texts
  from (${CHOSEN}) as chosen (name) left join rules r on r.setting = chosen.name
  group by chosen.name`;

/** Names, aliases and features; all are JSON arrays. */
interface IndexRow extends Pick<RulesetsRow, 'revision' | 'settings' | 'features'> {
  aliases: string;
}

interface WeightRow {
  name: string;
  rules: number;
  texts: number;
}

/** The measured, approximate size in memory of a setting in the list, without its texts. */
const LISTED_SETTING_BYTES = 1000;

/** Loads settings with their compiled rules. Every method is one statement, so its result shows one revision. */
export class RulesetsRepository {
  constructor(private readonly session: Session) {}

  /** The settings with one of these names or aliases, or all if `names` is undefined, in the order of their names. */
  async load(names: readonly string[] | undefined): Promise<Loaded<LoadedSetting[]>> {
    const row = onlyRow(await this.select(names));
    return { revision: row.revision ?? undefined, content: toLoadedSettings(row) };
  }

  private select(names: readonly string[] | undefined): Promise<RulesetsRow[]> {
    const { manager } = this.session;
    if (names === undefined) return manager.query<RulesetsRow[]>(LOAD_ALL);
    if (names.length <= FEW) return this.session.run<RulesetsRow>(LOAD_SOME, [names]);
    return manager.query<RulesetsRow[]>(LOAD_SOME.text, [names]);
  }

  /** All settings without their rules, in the order of their names. */
  async loadList(): Promise<Loaded<SettingList>> {
    const rows = await this.session.manager.query<Pick<RulesetsRow, 'revision' | 'settings'>[]>(LOAD_LIST);
    const row = onlyRow(rows);
    const settings = (JSON.parse(row.settings) as SettingSelection[])
      .map(toSetting)
      .sort((a, b) => compareCodePoints(a.name, b.name));
    const bytes = row.settings.length + settings.length * LISTED_SETTING_BYTES;
    return { revision: row.revision ?? undefined, content: new SettingList(settings, bytes) };
  }

  /**
   * The approximate sizes in memory of the settings with one of these names or aliases, or of all. Includes their rules, but
   * not the metadata of these.
   */
  async weigh(names: readonly string[] | undefined): Promise<Weights> {
    const { manager } = this.session;
    const rows = names
      ? await manager.query<WeightRow[]>(WEIGH_SOME, [names])
      : await manager.query<WeightRow[]>(WEIGH_ALL);
    return new Map(rows.map(({ name, rules, texts }) => [name, estimateBytes(rules, texts)]));
  }

  /** The names and aliases of all settings, and the context features. */
  async loadIndex(): Promise<Loaded<NameIndex>> {
    const row = onlyRow(await this.session.manager.query<IndexRow[]>(LOAD_INDEX));
    const settings = JSON.parse(row.settings) as string[];
    const aliases = JSON.parse(row.aliases) as [string, string][];
    const canonical = new Map([...aliases, ...settings.map((name): [string, string] => [name, name])]);
    return {
      revision: row.revision ?? undefined,
      content: { settings, canonical, features: JSON.parse(row.features) as string[] },
    };
  }
}

function onlyRow<Row>([row]: Row[]): Row {
  if (!row) throw new Error('the database answered no row to a statement that has one');
  return row;
}
