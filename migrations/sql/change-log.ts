/** The table of the head: one row with the revision and the sequence. */
export const REVISION_HEAD = `
  create table revision_head (
    only_row boolean not null default true,
    id uuid not null,
    seq bigint not null,
    parent uuid,
    constraint revision_head_pkey primary key (only_row),
    constraint revision_head_only_row check (only_row)
  )`;

/** The table of changes: one row for each transaction. */
export const CHANGES = `
  create table changes (
    seq bigint not null,
    id uuid not null,
    parent uuid,
    at timestamptz not null default clock_timestamp(),
    actor text,
    action text not null,
    settings text[],
    before json,
    after json,
    constraint changes_pkey primary key (seq)
  );
  comment on column changes.settings is 'canonical names of the settings touched; null where it could be any'`;

/** Finds the changes of a setting. */
export const CHANGES_INDEX = 'changes using gin (settings)';

/** Finds the changes that name no setting. */
export const UNNAMED_CHANGES_INDEX = 'changes (seq) where settings is null';

/** The indexes of the log, by name, with the table and columns. */
export const CHANGES_INDEXES: Readonly<Record<string, string>> = {
  ix_changes_settings: CHANGES_INDEX,
  ix_changes_unnamed: UNNAMED_CHANGES_INDEX,
};

/** Locks the head and advances it by one, once in a transaction. If the head was lost, a new chain begins. */
export const ADVANCE_HEAD = `
  create or replace function heksher_advance_head() returns revision_head language plpgsql as $$
  declare
    head revision_head;
  begin
    loop
      update revision_head set parent = id, id = gen_random_uuid(), seq = seq + 1 returning * into head;
      exit when found;
      insert into revision_head (id, seq)
        select gen_random_uuid(), coalesce(max(seq), 0) from changes
        on conflict do nothing;
    end loop;
    perform set_config('heksher.revision', head.id::text, true);
    return head;
  end $$`;

/** The function of the trigger that logs the writes of other programs, as migration 2 makes it. */
export const recordForeignWrite = (schema: string) =>
  foreignWriteFunction(
    schema,
    `insert into changes (seq, id, parent, action) values (head.seq, head.id, head.parent, 'external');`,
  );

/** The same function, which also marks the transaction as another program's. */
export const markForeignWrite = (schema: string) =>
  foreignWriteFunction(
    schema,
    `insert into changes (seq, id, parent, action, origin)
        values (head.seq, head.id, head.parent, 'external', 'external');
      perform set_config('heksher.external', head.id::text, true);`,
  );

/**
 * It runs with the rights of its owner, since the role of another program need not have rights on the new tables.
 * PostgreSQL's own functions come first in its search path, since other roles may be allowed to create functions of the same
 * name in this schema.
 */
function foreignWriteFunction(schema: string, log: string): string {
  return `
    create or replace function heksher_record_foreign_write() returns trigger
    language plpgsql security definer set search_path = pg_catalog, ${schema}, pg_temp as $$
    declare
      head revision_head;
    begin
      -- What advanced the head in this very transaction records its own change: the setting ends with the transaction.
      if current_setting('heksher.revision', true) = (select id::text from revision_head) then
        return null;
      end if;
      head := heksher_advance_head();
      ${log}
      return null;
    end $$`;
}

/** The trigger itself, on one table. */
export function foreignWriteTrigger(table: string): string {
  return `
    create trigger heksher_foreign_write before insert or update or delete or truncate on ${table}
    for each statement execute function heksher_record_foreign_write()`;
}
