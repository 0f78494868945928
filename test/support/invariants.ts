import {
  FEATURE_NAME,
  FEATURE_VALUE,
  METADATA_KEY,
  SETTING_ALIAS,
  SETTING_NAME,
  accepts,
  conform,
  parseSettingType,
  parseStoredJson,
  parseVersion,
  printJson,
  whyNotName,
} from '@heksher/domain';
import type { TestDatabase } from './postgres.js';

type Sql = Pick<TestDatabase, 'sql'>;

/** Throws with a line for each fault in the database. No sequence of requests may cause one. */
export async function assertInvariants(database: Sql): Promise<void> {
  const violations = await findViolations(database);
  if (violations.length > 0) throw new Error(`the database is damaged:\n${violations.join('\n')}`);
}

/** The faults of the database, a line each. */
export async function findViolations(database: Sql): Promise<string[]> {
  const found: string[] = [];
  for (const [claim, query] of Object.entries(WRONG_ROWS)) {
    const rows = await database.sql<{ what: string }>(query);
    found.push(...rows.map(({ what }) => `${claim}: ${what}`));
  }
  return [...found, ...(await findWrongNames(database)), ...(await findWrongValues(database))];
}

/** A query for each invariant. Each row that it finds is a violation; `what` says where. */
const WRONG_ROWS: Record<string, string> = {
  'a context feature is not at its place in 0, 1, 2, …': `
    select format('%s at %s', f.name, coalesce(f.index::text, 'none')) as what
    from (select c.name, c.index, row_number() over (order by c.index) - 1 as place from context_features c) f
    where f.index is distinct from f.place`,
  'a rule is of no setting': `
    select format('rule %s of %s', r.id, r.setting) as what
    from rules r where not exists (select from settings s where s.name = r.setting)`,
  'a rule has no conditions': `
    select format('rule %s', r.id) as what
    from rules r where not exists (select from conditions c where c.rule = r.id)`,
  'rules of a setting have the same conditions': `
    select format('rules %s of %s', string_agg(r.id::text, ', ' order by r.id), r.setting) as what
    from (
      select t.id, t.setting, array_agg(array[c.context_feature, c.feature_value] order by c.context_feature) as all_of
      from rules t join conditions c on c.rule = t.id group by t.id
    ) r
    group by r.setting, r.all_of having count(*) > 1`,
  'the key of a rule is not that of its conditions': `
    select format('rule %s', r.id) as what from rules r where r.conditions_key <> heksher_conditions_key(r.id)`,
  'a condition is of no rule': `
    select format('%s=%s of rule %s', c.context_feature, c.feature_value, c.rule) as what
    from conditions c where not exists (select from rules r where r.id = c.rule)`,
  'a rule has two conditions on a feature': `
    select format('%s of rule %s', c.context_feature, c.rule) as what
    from conditions c group by c.rule, c.context_feature having count(*) > 1`,
  'a condition is on a feature that its setting is not configurable by': `
    select format('%s of rule %s of %s', c.context_feature, r.id, r.setting) as what
    from conditions c join rules r on r.id = c.rule
    where not exists (
      select from configurable g where g.setting = r.setting and g.context_feature = c.context_feature
    )`,
  'a setting is configurable by nothing': `
    select s.name as what
    from settings s where not exists (select from configurable g where g.setting = s.name)`,
  'what is configurable is no setting': `
    select g.setting as what
    from configurable g where not exists (select from settings s where s.name = g.setting)`,
  'a setting is configurable by what is no feature': `
    select format('%s by %s', g.setting, g.context_feature) as what
    from configurable g where not exists (select from context_features f where f.name = g.context_feature)`,
  'a setting is configurable by a feature twice': `
    select format('%s by %s', g.setting, g.context_feature) as what
    from configurable g group by g.setting, g.context_feature having count(*) > 1`,
  'the name of a setting is also an alias': `
    select format('%s of %s', a.alias, a.setting) as what
    from setting_aliases a join settings s on s.name = a.alias`,
  'an alias is of no setting': `
    select format('%s of %s', a.alias, a.setting) as what
    from setting_aliases a where not exists (select from settings s where s.name = a.setting)`,
  'metadata is of no setting': `
    select format('%s of %s', m.key, m.setting) as what
    from setting_metadata m where not exists (select from settings s where s.name = m.setting)`,
  'metadata is of no rule': `
    select format('%s of rule %s', m.key, m.rule) as what
    from rule_metadata m where not exists (select from rules r where r.id = m.rule)`,
  'the head is not one row': `
    select format('%s rows', count(*)) as what from revision_head having count(*) <> 1`,
  'the head is not the last change': `
    select format('head %s, change %s', h.seq, coalesce(c.seq, 0)) as what
    from revision_head h left join (select l.seq, l.id from changes l order by l.seq desc limit 1) c on true
    where h.seq <> coalesce(c.seq, 0) or h.id <> c.id`,
  'a change does not follow upon the one before it': `
    select format('change %s after %s', c.seq, c.before_seq) as what
    from (
      select l.seq, l.parent, lag(l.seq, 1, 0::bigint) over w as before_seq, lag(l.id) over w as before_id
      from changes l window w as (order by l.seq)
    ) c
    where c.seq <> c.before_seq + 1 or c.parent is null or c.parent <> c.before_id`,
};

async function findWrongNames({ sql }: Sql): Promise<string[]> {
  const kinds = [
    { rule: SETTING_NAME, query: 'select s.name from settings s' },
    { rule: SETTING_ALIAS, query: 'select a.alias as name from setting_aliases a' },
    { rule: FEATURE_NAME, query: 'select f.name from context_features f' },
    { rule: FEATURE_VALUE, query: 'select distinct c.feature_value as name from conditions c' },
    {
      rule: METADATA_KEY,
      query: 'select s.key as name from setting_metadata s union select r.key from rule_metadata r',
    },
  ];
  const found: string[] = [];
  for (const { rule, query } of kinds) {
    const rows = await sql<{ name: string }>(query);
    found.push(...rows.flatMap(({ name }) => whyNotName(rule, name) ?? []));
  }
  return found;
}

interface StoredValue {
  whose: string;
  type: string;
  version: string;
  value: string;
}

/** Default values and rule values that are not of their setting's type, or not written as that type writes them. */
async function findWrongValues({ sql }: Sql): Promise<string[]> {
  const values = await sql<StoredValue>(`
    select format('the default of %s', s.name) as whose, s.type, s.version, s.default_value as value from settings s
    union all
    select format('rule %s of %s', r.id, s.name), s.type, s.version, r.value
    from rules r join settings s on s.name = r.setting`);
  return values.flatMap((stored) => {
    const why = whyWrong(stored);
    return why === undefined ? [] : [`${stored.whose} ${why}: ${stored.value.slice(0, 200)}`];
  });
}

function whyWrong({ type: typeText, version, value: text }: StoredValue): string | undefined {
  try {
    parseVersion(version);
    const type = parseSettingType(typeText);
    const value = parseStoredJson(text);
    if (!accepts(type, value)) return `is no ${typeText}`;
    return printJson(conform(type, value)) === printJson(value) ? undefined : `is not written as ${typeText}`;
  } catch (error) {
    return `cannot be read (${String(error)})`;
  }
}
