import {
  compareCodePoints,
  compileRuleset,
  parseStoredJson,
  printJson,
  type CompiledRule,
  type Condition,
} from '@heksher/domain';
import { named } from './database/named-statements.js';
import { readValueText } from './rows.js';
import type { Session } from './database/session.js';
import { SettingList, type Loaded, type LoadedSetting, type NameIndex } from './rulesets/loaded-settings.js';
import { toSetting, type SettingSelection, SETTING_COLUMNS } from './settings.repository.js';
import type { Weights } from './rulesets/load-plan.js';

/** Each a JSON array, or several of equal length: columns take a third of the time that rows would. */
interface LoadSelection {
  revision: string | null;
  features: string;
  settings: string;
  rules: string;
  conditions: string;
  metadata: string;
}

/** Rules by ascending id; values are JSON text. */
interface RuleColumns {
  ids: number[] | null;
  settings: string[] | null;
  values: string[] | null;
}

/** Conditions in any order. */
interface ConditionColumns {
  rules: number[] | null;
  features: string[] | null;
  values: string[] | null;
}

/** Metadata in any order; values are JSON text. */
interface MetadataColumns {
  rules: number[] | null;
  keys: string[] | null;
  values: string[] | null;
}

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

/**
 * One statement, so one state; values pass through JSON as strings, so that numbers keep their digits. `chosen` selects the
 * names of settings, `ofSettings` limits rows `x` to rules of theirs, and `ofRules` to what those rules have.
 */
const load = (chosen: string, { ofSettings, ofRules }: Record<'ofSettings' | 'ofRules', (x: string) => string>) => `
  with chosen as (${chosen}), chosen_rules as (
    select r.id, r.setting, r.value from rules r ${ofSettings('r')} order by r.id
  )
  select
    (select h.id from revision_head h) as revision,
    (
      select coalesce(json_agg(f.name order by f.index nulls last, f.name collate "C"), '[]') from context_features f
    ) as features,
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

/** A union, and not an `or`, of which PostgreSQL would expect half of all settings: then it would read whole tables. */
const CHOSEN = `
  select s.name from settings s where s.name = any ($1::text[])
  union select a.setting from setting_aliases a where a.alias = any ($1::text[])`;

/** Arrays, since PostgreSQL expects few items of them: of a subquery's rows it expects so many that it reads whole tables. */
const LOAD_SOME = named(
  load(CHOSEN, {
    ofSettings: (x) => `where ${x}.setting = any (array(select name from chosen))`,
    ofRules: (x) => `where ${x}.rule = any (array(select id from chosen_rules))`,
  }),
);

/** Up to how many names are loaded by the named statement: it is planned for about as many. */
const FEW = 10;

const LOAD_INDEX = `
  select
    (select h.id from revision_head h) as revision,
    (select coalesce(json_agg(s.name order by s.name collate "C"), '[]') from settings s) as settings,
    (select coalesce(json_agg(json_build_array(a.alias, a.setting)), '[]') from setting_aliases a) as aliases`;

const LOAD_LIST = `
  select
    (select h.id from revision_head h) as revision,
    (${settingsAsJson('')}) as settings`;

/** Sums over all rules take a third of the time of sums over those of many names. */
const WEIGH_ALL = `
  select s.name, coalesce(w.rules, 0) as rules, coalesce(w.texts, 0) as texts
  from settings s left join (
    select r.setting, count(*)::float8 as rules, sum(octet_length(r.value))::float8 as texts from rules r group by r.setting
  ) w on w.setting = s.name`;

const WEIGH_SOME = `
  select chosen.name, count(r.id)::float8 as rules, coalesce(sum(octet_length(r.value)), 0)::float8 as texts
  from (${CHOSEN}) as chosen (name) left join rules r on r.setting = chosen.name
  group by chosen.name`;

/** Settings together with their rules, arranged for reading. */
export class RulesetsRepository {
  constructor(private readonly session: Session) {}

  /**
   * The settings that have one of the names as their name or alias, or all settings where `names` is undefined, in the
   * order of their names. One statement, however many there are.
   */
  async load(names: readonly string[] | undefined): Promise<Loaded<LoadedSetting[]>> {
    const [row] = await this.select(names);
    if (!row) throw new Error('the database answered no row to a statement that has one');

    const rules = compiledRules(row);
    const features = JSON.parse(row.features) as string[];
    const content = (JSON.parse(row.settings) as SettingSelection[])
      .map((selection) => toLoadedSetting(selection, rules.get(selection.name) ?? [], features))
      .sort((a, b) => compareCodePoints(a.setting.name, b.setting.name));
    return { revision: row.revision ?? undefined, content };
  }

  private async select(names: readonly string[] | undefined): Promise<LoadSelection[]> {
    const { manager } = this.session;
    if (names === undefined) return manager.query<LoadSelection[]>(LOAD_ALL);
    if (names.length <= FEW) return this.session.run<LoadSelection>(LOAD_SOME, [names]);
    return manager.query<LoadSelection[]>(LOAD_SOME.text, [names]);
  }

  /** All settings without their rules, in the order of their names. One statement. */
  async loadList(): Promise<Loaded<SettingList>> {
    const [row] = await this.session.manager.query<Pick<LoadSelection, 'revision' | 'settings'>[]>(LOAD_LIST);
    if (!row) throw new Error('the database answered no row to a statement that has one');

    const settings = (JSON.parse(row.settings) as SettingSelection[])
      .map(toSetting)
      .sort((a, b) => compareCodePoints(a.name, b.name));
    const bytes = row.settings.length + settings.length * LISTED_SETTING_BYTES;
    return { revision: row.revision ?? undefined, content: new SettingList(settings, bytes) };
  }

  /**
   * About how much memory settings will take with their rules, by canonical name: those that have one of the names, or all.
   * What the metadata of rules takes is not in it. One statement.
   */
  async weigh(names: readonly string[] | undefined): Promise<Weights> {
    const { manager } = this.session;
    const rows = names
      ? await manager.query<WeightRow[]>(WEIGH_SOME, [names])
      : await manager.query<WeightRow[]>(WEIGH_ALL);
    return new Map(rows.map(({ name, rules, texts }) => [name, SETTING_BYTES + rules * RULE_BYTES + texts]));
  }

  /** The names of all settings. One statement. */
  async loadIndex(): Promise<Loaded<NameIndex>> {
    const [row] =
      await this.session.manager.query<{ revision: string | null; settings: string; aliases: string }[]>(LOAD_INDEX);
    if (!row) throw new Error('the database answered no row to a statement that has one');

    const settings = JSON.parse(row.settings) as string[];
    const aliases = JSON.parse(row.aliases) as [string, string][];
    const canonical = new Map([...aliases, ...settings.map((name): [string, string] => [name, name])]);
    return { revision: row.revision ?? undefined, content: { settings, canonical } };
  }
}

interface WeightRow {
  name: string;
  rules: number;
  texts: number;
}

/** What a setting takes in a list besides its texts: measured, not exact. */
const LISTED_SETTING_BYTES = 1000;

/** What a setting takes besides its rules, and a rule besides its texts: measured, not exact. */
const SETTING_BYTES = 2000;
const RULE_BYTES = 350;

function toLoadedSetting(
  selection: SettingSelection,
  stored: CompiledRule[],
  features: readonly string[],
): LoadedSetting {
  const setting = toSetting(selection);
  const rules = stored.map((rule) => ({ ...rule, value: readValueText(rule.value, setting.type) }));
  const texts = rules.reduce((sum, { value, metadata }) => sum + value.length + metadata.length, 0);
  const { aliases, default_value: defaultValue, metadata } = selection;
  const bytes = SETTING_BYTES + aliases.length + defaultValue.length + metadata.length + texts;
  return { setting, ruleset: compileRuleset(setting, rules, features), bytes: bytes + rules.length * RULE_BYTES };
}

/** The rules of each setting, their values as they are stored. */
function compiledRules(row: LoadSelection): Map<string, CompiledRule[]> {
  const { ids, settings, values } = JSON.parse(row.rules) as RuleColumns;
  const order = new Map((JSON.parse(row.features) as string[]).map((feature, index) => [feature, index]));
  const conditions = conditionsByRule(JSON.parse(row.conditions) as ConditionColumns, order);
  const metadata = metadataByRule(JSON.parse(row.metadata) as MetadataColumns);
  const rules = new Map<string, CompiledRule[]>();
  ids?.forEach((id, at) => {
    const rule = {
      id,
      value: values?.[at] ?? 'null',
      metadata: metadata.get(id) ?? '{}',
      conditions: conditions.get(id) ?? [],
    };
    push(rules, settings?.[at] ?? '', rule);
  });
  return rules;
}

function conditionsByRule(
  { rules, features, values }: ConditionColumns,
  order: ReadonlyMap<string, number>,
): Map<number, Condition[]> {
  const byRule = new Map<number, Condition[]>();
  rules?.forEach((rule, at) => push(byRule, rule, { feature: features?.[at] ?? '', value: values?.[at] ?? '' }));
  const place = ({ feature }: Condition) => order.get(feature) ?? 0;
  for (const conditions of byRule.values()) conditions.sort((a, b) => place(a) - place(b));
  return byRule;
}

/** The metadata of each rule as JSON text, its keys in the order that `jsonb` gives them. */
function metadataByRule({ rules, keys, values }: MetadataColumns): Map<number, string> {
  const members = new Map<number, { key: string; text: string }[]>();
  rules?.forEach((rule, at) => push(members, rule, { key: keys?.[at] ?? '', text: compact(values?.[at] ?? 'null') }));
  const texts = new Map<number, string>();
  for (const [rule, listed] of members) {
    listed.sort((a, b) => a.key.length - b.key.length || compareCodePoints(a.key, b.key));
    texts.set(rule, `{${listed.map(({ key, text }) => `${JSON.stringify(key)}:${text}`).join(',')}}`);
  }
  return texts;
}

/** JSON text without white space. Only what has members or items is printed with any by PostgreSQL. */
function compact(text: string): string {
  return text.startsWith('{') || text.startsWith('[') ? printJson(parseStoredJson(text)) : text;
}

function push<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
