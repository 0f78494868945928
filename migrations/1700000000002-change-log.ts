import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'settings',
  'setting_aliases',
  'setting_metadata',
  'configurable',
  'context_features',
  'rules',
  'rule_metadata',
  'conditions',
];

/**
 * The change log: `revision_head` is the state of the database as one value, `changes` is how it came about. A trigger on
 * every table of Heksher's sees the writes of other programs, which know of neither.
 */
export class ChangeLog1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SCHEMA);
    await runner.query(await recordForeignWrite(runner));
    for (const table of TABLES) {
      await runner.query(
        `create trigger heksher_foreign_write before insert or update or delete or truncate on ${table}
         for each statement execute function heksher_record_foreign_write()`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`drop trigger heksher_foreign_write on ${table}`);
    await runner.query(`
      drop function heksher_record_foreign_write();
      drop function heksher_advance_head();
      drop table changes, revision_head;
    `);
  }
}

const SCHEMA = `
  create table revision_head (
    only_row boolean not null default true,
    id uuid not null,
    seq bigint not null,
    parent uuid,
    constraint revision_head_pkey primary key (only_row),
    constraint revision_head_only_row check (only_row)
  );
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
  comment on column changes.settings is 'canonical names of the settings touched; null where it could be any';
  create index ix_changes_settings on changes using gin (settings);
  insert into revision_head (id, seq) values (gen_random_uuid(), 0);

  -- Locks the head and moves it on by one, once in a transaction. A head that was lost begins a new chain.
  create function heksher_advance_head() returns revision_head language plpgsql as $$
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
  end $$;
`;

/**
 * The trigger runs with its owner's rights: the writing program's role need not know the new tables. PostgreSQL's own
 * functions come first, since others may be allowed to create some of the same name in this schema.
 */
async function recordForeignWrite(runner: QueryRunner): Promise<string> {
  const [row] = (await runner.query('select quote_ident(current_schema()) as schema')) as { schema: string }[];
  return `
    create function heksher_record_foreign_write() returns trigger
    language plpgsql security definer set search_path = pg_catalog, ${row?.schema ?? 'public'}, pg_temp as $$
    declare
      head revision_head;
    begin
      -- What advanced the head in this very transaction records its own change: the setting ends with the transaction.
      if current_setting('heksher.revision', true) = (select id::text from revision_head) then
        return null;
      end if;
      head := heksher_advance_head();
      insert into changes (seq, id, parent, action) values (head.seq, head.id, head.parent, 'external');
      return null;
    end $$;
  `;
}
