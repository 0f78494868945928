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
      drop function heksher_conditions_changed();
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
  create function heksher_conditions_key_of(features text[], feature_values text[]) returns text
  language sql immutable as $$
    select encode(sha256(convert_to(coalesce(string_agg(
      json_build_array(c.feature, c.value)::text, ',' order by c.feature collate "C"
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
    language plpgsql security definer set search_path = ${schema}, pg_catalog, pg_temp as $$
    begin
      update rules set conditions_key = heksher_conditions_key(id) where id in (select rule from changed);
      return null;
    end $$;
    ${trigger('heksher_conditions_inserted', 'insert', 'new')}
    ${trigger('heksher_conditions_updated_from', 'update', 'old')}
    ${trigger('heksher_conditions_updated_to', 'update', 'new')}
    ${trigger('heksher_conditions_deleted', 'delete', 'old')}
  `;
}

/** Of rules with equal conditions the newest stays: it is the one that Heksher's clients use. The rest is recorded. */
async function removeRepeatedRules(runner: QueryRunner): Promise<void> {
  const repeated = (await runner.query(`
    select r.id from rules r
    where exists (
      select from rules newer
      where newer.setting = r.setting and newer.conditions_key = r.conditions_key and newer.id > r.id
    )
    order by r.id
  `)) as { id: number }[];
  for (const { id } of repeated) await removeRule(runner, id);
}

async function removeRule(runner: QueryRunner, id: number): Promise<void> {
  await runner.query(
    `with head as (select * from heksher_advance_head())
     insert into changes (seq, id, parent, actor, action, settings, before)
     select head.seq, head.id, head.parent, 'migration', 'rule.deleted', array[r.setting], json_build_object(
       'rule_id', r.id,
       'setting', r.setting,
       'value', r.value::json,
       'feature_values', (
         select coalesce(json_agg(json_build_array(c.context_feature, c.feature_value) order by f.index), '[]')
         from conditions c join context_features f on f.name = c.context_feature
         where c.rule = r.id
       ),
       'metadata', (select coalesce(json_object_agg(m.key, m.value), '{}') from rule_metadata m where m.rule = r.id)
     )
     from rules r, head
     where r.id = $1`,
    [id],
  );
  await runner.query('delete from rules where id = $1', [id]);
}
