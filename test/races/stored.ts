import type { TestDatabase } from '../support/postgres.js';
import type { LoggedChange } from './history.js';

/** The sequence of the newest change. */
export async function lastSeq({ sql }: TestDatabase): Promise<number> {
  const [head] = await sql<{ seq: string }>('select seq from revision_head');
  return Number(head?.seq);
}

/** The log after a change, oldest first. Sequences are counted from that change: the first one is 1. */
export async function storedLog({ sql }: TestDatabase, since: number): Promise<LoggedChange[]> {
  const rows = await sql<Omit<LoggedChange, 'seq'> & { seq: string }>(
    'select seq, id, parent, actor, action, settings, before, after from changes where seq > $1 order by seq',
    [since],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) - since }));
}

/** The content of the tables, in the shape of `contentOf`. */
export async function storedContent({ sql }: TestDatabase): Promise<object> {
  const [head] = await sql<{ id: string }>('select id from revision_head');
  const features = await sql<{ name: string; index: number }>(
    'select name, index from context_features order by index',
  );
  if (features.some(({ index }, at) => index !== at))
    throw new Error(`features have gaps: ${JSON.stringify(features)}`);
  return {
    revision: head?.id,
    features: features.map(({ name }) => name),
    settings: await sql(SETTINGS),
    rules: await sql(RULES),
  };
}

const SETTINGS = `
  select s.name, s.type, s.default_value::json as default_value, s.version,
    array(
      select c.context_feature::text from configurable c join context_features f on f.name = c.context_feature
      where c.setting = s.name order by f.index
    ) as configurable_features,
    (
      select coalesce(json_object_agg(m.key, m.value), '{}') from setting_metadata m where m.setting = s.name
    ) as metadata,
    array(
      select a.alias::text from setting_aliases a where a.setting = s.name order by a.alias collate "C"
    ) as aliases
  from settings s order by s.name collate "C"`;

const RULES = `
  select r.id as rule_id, r.setting, r.value::json as value,
    (
      select coalesce(json_agg(json_build_array(c.context_feature, c.feature_value) order by f.index), '[]')
      from conditions c join context_features f on f.name = c.context_feature where c.rule = r.id
    ) as feature_values,
    (select coalesce(json_object_agg(m.key, m.value), '{}') from rule_metadata m where m.rule = r.id) as metadata
  from rules r order by r.id`;
