/** The statements that create the tables of access tokens, by table, in a possible order. */
export const ACCESS_TABLES: Readonly<Record<string, string>> = {
  access_tokens: `
    create table access_tokens (
      id uuid not null default gen_random_uuid(),
      name text not null,
      role text not null,
      prefixes text[] not null default '{}',
      selector text not null,
      secret_hash text not null,
      previous_selector text,
      previous_secret_hash text,
      previous_until timestamptz,
      created_by text,
      created_at timestamptz not null default clock_timestamp(),
      expires_at timestamptz,
      constraint access_tokens_pkey primary key (id),
      constraint access_tokens_name_key unique (name),
      constraint access_tokens_selector_key unique (selector),
      constraint access_tokens_role_check check (role in ('reader', 'service', 'editor', 'admin'))
    )`,
  access_token_uses: `
    create table access_token_uses (
      token_id uuid not null,
      last_used_at timestamptz not null,
      constraint access_token_uses_pkey primary key (token_id),
      constraint access_token_uses_token_id_fkey foreign key (token_id) references access_tokens (id) on delete cascade
    )`,
};

/**
 * The function of a trigger that says that another program's statement was seen, without its rows: they have hashes of
 * secrets. The change then names no setting, so caches keep all settings.
 */
export const noteStatement = (schema: string) => `
  create or replace function heksher_note_statement() returns trigger
  language plpgsql security definer set search_path = pg_catalog, ${schema}, pg_temp as $$
  begin
    insert into foreign_rows (seq, place, bytes)
      select h.seq, 1, 0 from revision_head h where h.id::text = current_setting('heksher.external', true)
      on conflict do nothing;
    return null;
  end $$`;

/** The trigger itself. Its name comes after that of the trigger that marks the transaction. */
export const STATEMENT_TRIGGER = `
  create trigger heksher_statement_noted before insert or update or delete or truncate on access_tokens
  for each statement execute function heksher_note_statement()`;
