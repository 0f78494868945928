/** The most rows of a statement whose content is logged. */
const MOST_ROWS = 10_000;

/** The approximate most bytes of content of a change. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * The rows that the open transaction of another program has changed, an entry for each statement. They go into the change when
 * the transaction ends, so that thousands of statements do not rewrite it thousands of times, and no committed row stays. So
 * nothing is lost with the table. `bytes` is the sum so far; null once the content is incomplete. A statement that changed
 * no row has no entry.
 */
export const FOREIGN_ROWS = `
  create unlogged table foreign_rows (
    seq bigint not null,
    place bigint not null,
    bytes bigint,
    entry jsonb,
    constraint foreign_rows_pkey primary key (seq, place)
  )`;

/** The function of the triggers that note the rows. It runs with the rights of its owner. */
function recordRows(schema: string): string {
  return `
    create or replace function heksher_record_rows() returns trigger
    language plpgsql security definer set search_path = pg_catalog, ${schema}, pg_temp as $$
    declare
      of_seq bigint;
      last_place bigint;
      last_bytes bigint;
      total bigint;
      size bigint;
      rows_before jsonb;
      rows_after jsonb;
      entry jsonb;
      truncated text := format('%I.%I', tg_table_schema, tg_table_name);
    begin
      select h.seq into of_seq from revision_head h where h.id::text = current_setting('heksher.external', true);
      if not found then
        return null;
      end if;
      select r.place, r.bytes into last_place, last_bytes
        from foreign_rows r where r.seq = of_seq order by r.place desc limit 1;
      if last_place > 0 and last_bytes is null then
        return null;
      end if;

      if tg_op = 'INSERT' then
        select count(*) into total from new_rows;
      elsif tg_op = 'TRUNCATE' then
        execute 'select count(*) from ' || truncated into total;
      else
        select count(*) into total from old_rows;
      end if;
      entry := jsonb_build_object('table', tg_table_name, 'op', lower(tg_op), 'count', total);

      if total <= ${MOST_ROWS} then
        if tg_op = 'INSERT' then
          select sum(octet_length(r::text)) into size from new_rows r;
        elsif tg_op = 'TRUNCATE' then
          execute 'select sum(octet_length(r::text)) from ' || truncated || ' r' into size;
        elsif tg_op = 'DELETE' then
          select sum(octet_length(r::text)) into size from old_rows r;
        else
          select sum(octet_length(r::text)) + (select sum(octet_length(n::text)) from new_rows n) into size from old_rows r;
        end if;
        size := coalesce(last_bytes, 0) + coalesce(size, 0) + 100;
      end if;

      if size <= ${MOST_BYTES} then
        if tg_op = 'INSERT' then
          select jsonb_agg(to_jsonb(r) - 'conditions_key') into rows_after from new_rows r;
        elsif tg_op = 'TRUNCATE' then
          execute 'select jsonb_agg(to_jsonb(r) - ''conditions_key'') from ' || truncated || ' r' into rows_before;
        elsif tg_op = 'DELETE' then
          select jsonb_agg(to_jsonb(r) - 'conditions_key') into rows_before from old_rows r;
        else
          -- Both tables have their rows in the same order. A join could be planned for few rows and run with many.
          select jsonb_agg(to_jsonb(r) - 'conditions_key') into rows_before from old_rows r;
          select jsonb_agg(to_jsonb(r) - 'conditions_key') into rows_after from new_rows r;
          select count(*), jsonb_agg(pair.old), jsonb_agg(pair.new) into total, rows_before, rows_after
            from rows from (jsonb_array_elements(rows_before), jsonb_array_elements(rows_after)) as pair (old, new)
            where pair.new <> pair.old;
        end if;
        if total > 0 then
          entry := entry || jsonb_build_object('count', total) ||
            case when rows_before is null then '{}' else jsonb_build_object('before', rows_before) end ||
            case when rows_after is null then '{}' else jsonb_build_object('after', rows_after) end;
        else
          entry := null;
        end if;
      end if;

      -- One entry of no rows says that a statement was seen.
      if entry is not null or last_place is null then
        insert into foreign_rows (seq, place, bytes, entry)
          values (of_seq, coalesce(last_place, 0) + 1, case when size <= ${MOST_BYTES} then size end, entry);
      end if;
      return null;
    end $$`;
}

/**
 * The function that brings the noted rows into the change, and the names of the settings that they touch. It names none, that
 * is any, if the content is incomplete, if a context feature changed, or if a rule can't be traced to its setting.
 */
function completeForeignChange(schema: string): string {
  return `
    create or replace function heksher_complete_foreign_change() returns trigger
    language plpgsql security definer set search_path = pg_catalog, ${schema}, pg_temp as $$
    declare
      earlier json;
      entries jsonb;
      names text[];
      is_known boolean;
    begin
      with noted as (delete from foreign_rows r where r.seq = new.seq returning r.place, r.entry)
        select coalesce(jsonb_agg(n.entry order by n.place) filter (where n.entry is not null), '[]') into entries
        from noted n;
      select c.items into earlier from changes c where c.seq = new.seq;
      -- The program may have had the constraints checked before the end of its transaction.
      if earlier is not null then
        if json_array_length(earlier) > 0 and earlier -> -1 ->> 'before' is null and earlier -> -1 ->> 'after' is null then
          return null;
        end if;
        if octet_length(earlier::text) > ${MOST_BYTES} and jsonb_array_length(entries) > 0 then
          entries := jsonb_build_array((entries -> 0) - 'before' - 'after');
        end if;
        entries := earlier::jsonb || entries;
      end if;

      with touched as (
        select e.value ->> 'table' as "table", r.value as content
        from jsonb_array_elements(entries) e
        left join jsonb_array_elements(coalesce(e.value -> 'before', '[]') || coalesce(e.value -> 'after', '[]')) r on true
      ), owned as (
        select distinct (t.content ->> 'rule')::integer as rule
        from touched t where t.table in ('rule_metadata', 'conditions')
      ), present as (
        select r.id, r.setting from rules r where r.id = any (array(select o.rule from owned o))
      ), named as (
        select case t.table when 'settings' then t.content ->> 'name' else t.content ->> 'setting' end as name
        from touched t where t.table not in ('rule_metadata', 'conditions')
        union
        select p.setting from present p
        union
        select null where exists (
          select o.rule from owned o
          except select p.id from present p
          except select (t.content ->> 'id')::integer from touched t where t.table = 'rules' and t.content is not null
        )
      )
      select coalesce(array_agg(n.name order by n.name collate "C"), '{}'), coalesce(bool_and(n.name is not null), true)
        into names, is_known
        from named n;

      update changes set items = entries::json, settings = case when is_known then names end where seq = new.seq;
      return null;
    end $$`;
}

/** The functions of the triggers. */
export const foreignRowFunctions = (schema: string) => `${recordRows(schema)}; ${completeForeignChange(schema)}`;

const ONLY_FOREIGN = `when (current_setting('heksher.external', true) <> '')`;

/** The triggers that note the rows of one table, by name. The writes of the service pay for one comparison a statement. */
export function rowTriggers(table: string): Readonly<Record<string, string>> {
  const trigger = (name: string, event: string, seen: string) => `
    create trigger ${name} ${event} on ${table} ${seen}
    for each statement ${ONLY_FOREIGN} execute function heksher_record_rows()`;
  return {
    heksher_rows_inserted: trigger('heksher_rows_inserted', 'after insert', 'referencing new table as new_rows'),
    heksher_rows_updated: trigger(
      'heksher_rows_updated',
      'after update',
      'referencing old table as old_rows new table as new_rows',
    ),
    heksher_rows_deleted: trigger('heksher_rows_deleted', 'after delete', 'referencing old table as old_rows'),
    // Its name comes after that of the trigger that marks the transaction.
    heksher_rows_truncated: trigger('heksher_rows_truncated', 'before truncate', ''),
  };
}

/** The trigger that completes the change at the end of the transaction. */
export const COMPLETING_TRIGGER = `
  create constraint trigger heksher_foreign_rows_noted after insert on foreign_rows
  deferrable initially deferred for each row when (new.place = 1)
  execute function heksher_complete_foreign_change()`;
