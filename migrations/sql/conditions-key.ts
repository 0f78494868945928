/** The key of a rule without conditions. */
const NO_CONDITIONS = "encode(sha256(''), 'hex')";

/** Deferred, so that moves of context features do not collide halfway. */
export const FEATURE_INDEX = `
  alter table context_features
    drop constraint if exists context_features_index_key,
    add constraint context_features_index_key unique (index) deferrable initially deferred`;

/** The functions that compute the key of a rule: a hash, since index entries are limited in size and conditions are not. */
export const KEY_FUNCTIONS = `
  create or replace function heksher_conditions_key_of(features text[], feature_values text[]) returns text
  language sql immutable as $$
    select pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce(pg_catalog.string_agg(
      pg_catalog.json_build_array(c.feature, c.value)::text, ',' order by c.feature collate "C"
    ), ''), 'UTF8')), 'hex')
    from unnest(features, feature_values) as c (feature, value)
  $$;
  create or replace function heksher_conditions_key(of_rule integer) returns text language sql stable as $$
    select heksher_conditions_key_of(array_agg(c.context_feature::text), array_agg(c.feature_value::text))
    from conditions c where c.rule = of_rule
  $$`;

export const KEY_COLUMN = `alter table rules add column conditions_key text not null default ${NO_CONDITIONS}`;

export const KEY_DEFAULT = `alter table rules alter column conditions_key set default ${NO_CONDITIONS}`;

/** Deferred, since Heksher adds a rule first and its conditions after it. */
export const UNIQUE_CONDITIONS = `
  alter table rules
    drop constraint if exists rules_setting_conditions_key,
    add constraint rules_setting_conditions_key unique (setting, conditions_key) deferrable initially deferred`;

/** The indexes, by name, with the table and columns. */
export const FEATURE_INDEXES: Readonly<Record<string, string>> = {
  ix_conditions_context_feature: 'conditions (context_feature)',
  ix_configurable_context_feature: 'configurable (context_feature)',
};

/** The functions of the triggers that keep `rules.conditions_key`, as migration 3 makes them. */
export const keyTriggerFunctions = (schema: string) => triggerFunctions(schema, '');

/** The same functions, which leave alone the keys that a transaction of the service gives its rules itself. */
export const guardedKeyTriggerFunctions = (schema: string) => triggerFunctions(schema, KEYS_ARE_GIVEN);

/**
 * Only the service's own writes are trusted: they have advanced the head, and no trigger has found them foreign. A rule that
 * still has the key of no conditions was not given one: a trigger of another program has added it meanwhile.
 */
const KEYS_ARE_GIVEN = `
      if current_setting('heksher.conditions_keys', true) = 'given'
        and coalesce(current_setting('heksher.external', true), '') = ''
        and current_setting('heksher.revision', true) = (select id::text from revision_head)
        and not exists (
          select from changed c join rules r on r.id = c.rule where r.conditions_key = ${NO_CONDITIONS}
        ) then
        return null;
      end if;`;

/** They run with the rights of their owner. */
function triggerFunctions(schema: string, guard: string): string {
  return `
    create or replace function heksher_conditions_changed() returns trigger
    language plpgsql security definer set search_path = pg_catalog, ${schema}, pg_temp as $$
    begin${guard}
      update rules set conditions_key = heksher_conditions_key(id) where id in (select rule from changed);
      return null;
    end $$;
    create or replace function heksher_conditions_truncated() returns trigger
    language plpgsql security definer set search_path = pg_catalog, ${schema}, pg_temp as $$
    begin
      update rules set conditions_key = default;
      return null;
    end $$`;
}

const keyTrigger = (name: string, event: string, table: string) => `
  create trigger ${name} after ${event} on conditions referencing ${table} table as changed
  for each statement execute function heksher_conditions_changed()`;

/** The triggers that keep `rules.conditions_key` equal to the hash of the rule's conditions, by name. */
export const KEY_TRIGGERS: Readonly<Record<string, string>> = {
  heksher_conditions_inserted: keyTrigger('heksher_conditions_inserted', 'insert', 'new'),
  heksher_conditions_updated_from: keyTrigger('heksher_conditions_updated_from', 'update', 'old'),
  heksher_conditions_updated_to: keyTrigger('heksher_conditions_updated_to', 'update', 'new'),
  heksher_conditions_deleted: keyTrigger('heksher_conditions_deleted', 'delete', 'old'),
  heksher_conditions_truncated: `
    create trigger heksher_conditions_truncated after truncate on conditions
    for each statement execute function heksher_conditions_truncated()`,
};
