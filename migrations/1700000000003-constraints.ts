import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the database itself makes sure of: moves of features never collide halfway, and no two rules of a setting have the
 * same conditions, whoever writes them.
 */
export class Constraints1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FEATURE_INDEX);
    await runner.query(RULE_CONDITIONS);
    await removeRepeatedRules(runner);
    await runner.query(UNIQUE_CONDITIONS);
    const [row] = (await runner.query('select quote_ident(current_schema()) as schema')) as { schema: string }[];
    await runner.query(keepConditionsKey(row?.schema ?? 'public'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger heksher_conditions_inserted on conditions;
      drop trigger heksher_conditions_updated_from on conditions;
      drop trigger heksher_conditions_updated_to on conditions;
      drop trigger heksher_conditions_deleted on conditions;
      drop trigger heksher_conditions_truncated on conditions;
      drop function heksher_conditions_changed();
      drop function heksher_conditions_truncated();
      drop function heksher_conditions_key(integer);
      drop function heksher_conditions_key_of(text[], text[]);
      drop index ix_conditions_context_feature;
      drop index ix_configurable_context_feature;
      create index ix_rules_setting on rules (setting);
      alter table rules drop constraint rules_setting_conditions_key, drop column conditions_key;
      alter table context_features
        drop constraint context_features_index_key,
        add constraint context_features_index_key unique (index);
    `);
  }
}

const FEATURE_INDEX = `
  alter table context_features
    drop constraint context_features_index_key,
    add constraint context_features_index_key unique (index) deferrable initially deferred;
`;

// The key is a hash, since an index entry is limited in size and a rule's conditions are not.
const RULE_CONDITIONS = `
  lock table conditions in share row exclusive mode; -- what is computed here stays true until the triggers are there
  create function heksher_conditions_key_of(features text[], feature_values text[]) returns text
  language sql immutable as $$
    select pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce(pg_catalog.string_agg(
      pg_catalog.json_build_array(c.feature, c.value)::text, ',' order by c.feature collate "C"
    ), ''), 'UTF8')), 'hex')
    from unnest(features, feature_values) as c (feature, value)
  $$;
  create function heksher_conditions_key(of_rule integer) returns text language sql stable as $$
    select heksher_conditions_key_of(array_agg(c.context_feature::text), array_agg(c.feature_value::text))
    from conditions c where c.rule = of_rule
  $$;
  alter table rules add column conditions_key text not null default encode(sha256(''), 'hex');
  update rules set conditions_key = heksher_conditions_key(id);
`;

// Deferred, since Heksher adds a rule first and its conditions after it.
const UNIQUE_CONDITIONS = `
  alter table rules add constraint rules_setting_conditions_key unique (setting, conditions_key)
    deferrable initially deferred;
  drop index ix_rules_setting; -- the constraint's index serves the same look-ups
  create index ix_conditions_context_feature on conditions (context_feature);
  create index ix_configurable_context_feature on configurable (context_feature);
`;

/** Keeps `rules.conditions_key` what the rule's conditions say, with the rights of the trigger's owner. */
function keepConditionsKey(schema: string): string {
  const trigger = (name: string, event: string, table: string) => `
    create trigger ${name} after ${event} on conditions referencing ${table} table as changed
      for each statement execute function heksher_conditions_changed();`;
  return `
    create function heksher_conditions_changed() returns trigger
    language plpgsql security definer set search_path = pg_catalog, ${schema}, pg_temp as $$
    begin
      update rules set conditions_key = heksher_conditions_key(id) where id in (select rule from changed);
      return null;
    end $$;
    ${trigger('heksher_conditions_inserted', 'insert', 'new')}
    ${trigger('heksher_conditions_updated_from', 'update', 'old')}
    ${trigger('heksher_conditions_updated_to', 'update', 'new')}
    ${trigger('heksher_conditions_deleted', 'delete', 'old')}
    create function heksher_conditions_truncated() returns trigger
    language plpgsql security definer set search_path = pg_catalog, ${schema}, pg_temp as $$
    begin
      update rules set conditions_key = default;
      return null;
    end $$;
    create trigger heksher_conditions_truncated after truncate on conditions
      for each statement execute function heksher_conditions_truncated();
  `;
}

interface RepeatedRule {
  id: number;
  setting: string;
  value: string;
  kept: number;
}

/** Of rules with equal conditions the newest stays: it is the one that Heksher's clients use. The rest is recorded. */
async function removeRepeatedRules(runner: QueryRunner): Promise<void> {
  const repeated = (await runner.query(`
    select r.id, r.setting, r.value, newest.id as kept
    from rules r
    join (
      select t.setting, t.conditions_key, max(t.id) as id from rules t group by t.setting, t.conditions_key
    ) newest on newest.setting = r.setting and newest.conditions_key = r.conditions_key and newest.id > r.id
    order by r.id
  `)) as RepeatedRule[];
  for (const rule of repeated) await removeRule(runner, rule);
}

async function removeRule(runner: QueryRunner, { id, setting, value, kept }: RepeatedRule): Promise<void> {
  await runner.query(
    `with head as (select * from heksher_advance_head())
     insert into changes (seq, id, parent, actor, action, settings, before)
     select head.seq, head.id, head.parent, 'migration', 'rule.deleted', array[r.setting], json_build_object(
       'rule_id', r.id,
       'setting', r.setting,
       'value', case when $2 then r.value::json else to_json(r.value) end,
       'feature_values', (
         select coalesce(json_agg(json_build_array(c.context_feature, c.feature_value) order by f.index), '[]')
         from conditions c join context_features f on f.name = c.context_feature
         where c.rule = r.id
       ),
       'metadata', (select coalesce(json_object_agg(m.key, m.value), '{}') from rule_metadata m where m.rule = r.id)
     )
     from rules r, head
     where r.id = $1`,
    [id, isJson(value)],
  );
  await runner.query('delete from rules where id = $1', [id]);
  const text = `rule ${id} of the setting ${setting} was removed, since rule ${kept} has the same conditions`;
  runner.dataSource.logger.log('info', `${text}; the table changes keeps what it was`, runner);
}

/** Another program may have stored what is no JSON, such as NaN: that is recorded as text. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
