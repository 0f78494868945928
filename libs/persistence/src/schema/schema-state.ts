import { CALLED_FUNCTIONS, CONSTRAINTS, DEFAULTS, FUNCTIONS, MIGRATIONS_TABLE, TABLES, TRIGGERS } from './relied-on.js';

/** Which of the parts that the service relies on a database has. */
export interface SchemaState {
  /** The role that asks. */
  role: string;
  /** The encoding of the database. */
  encoding: string;
  /** Whether the triggers of the schema fire in its sessions. */
  firesTriggers: boolean;
  /** The names of the migrations that were run. */
  applied: readonly string[];
  /** The tables that exist. */
  tables: readonly string[];
  /** The missing parts, in words, tables first. Parts of a missing table are not listed. */
  missing: readonly string[];
  /** The rights that the role lacks, in words. */
  lacking: readonly string[];
  /** Changes if tables or triggers were created again, or if triggers were disabled and enabled again. */
  fingerprint: string;
}

interface StateRow {
  role: string;
  encoding: string;
  fires_triggers: boolean;
  tables: string[];
  columns: string[];
  defaults: string[];
  constraints: string[];
  triggers: string[];
  disabled: string[];
  functions: string[];
  lacking: string[];
  fingerprint: string | null;
}

const RIGHTS = Object.entries(TABLES).flatMap(([table, { rights }]) => rights.map((right) => ({ table, right })));

const VALUES = [
  [...Object.keys(TABLES), MIGRATIONS_TABLE],
  FUNCTIONS,
  [...RIGHTS.map(({ table }) => table), MIGRATIONS_TABLE],
  [...RIGHTS.map(({ right }) => right), 'select'],
  CALLED_FUNCTIONS,
];

/**
 * Reads only the catalog. A trigger counts if it fires for ordinary sessions, and if its function has the schema of the table
 * in its search path. It may have another one after a schema was renamed or a dump was edited.
 */
const STATE = `
  with relied as (
    select t.name, c.oid, c.relnamespace, n.nspname
    from unnest($1::text[]) as t (name)
    join pg_class c on c.oid = to_regclass(t.name)
    join pg_namespace n on n.oid = c.relnamespace
  ), columns as (
    select r.name || '.' || a.attname as name, a.atthasdef or a.attidentity <> '' as has_default
    from relied r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  ), triggers as (
    select r.name as table, r.name || '.' || g.tgname as name, g.tgisinternal, g.oid, g.xmin::text,
      g.tgenabled in ('O', 'A') as is_enabled,
      not p.prosecdef or exists (
        select from unnest(p.proconfig) as c (setting)
        where replace(c.setting, '"', '') = 'search_path=pg_catalog, ' || replace(r.nspname, '"', '') || ', pg_temp'
      ) as is_at_home
    from relied r join pg_trigger g on g.tgrelid = r.oid join pg_proc p on p.oid = g.tgfoid
  )
  select
    current_user::text as role,
    current_setting('server_encoding') as encoding,
    current_setting('session_replication_role') <> 'replica' as fires_triggers,
    array(select r.name from relied r) as tables,
    array(select c.name from columns c) as columns,
    array(select c.name from columns c where c.has_default) as defaults,
    array(
      select r.name || '.' || c.conname || case when c.condeferrable then ' deferrable' else '' end
      from relied r join pg_constraint c on c.conrelid = r.oid
    ) as constraints,
    array(select g.name from triggers g where not g.tgisinternal and g.is_enabled and g.is_at_home) as triggers,
    array(select distinct g.table from triggers g where g.tgisinternal and not g.is_enabled) as disabled,
    array(select f.name from unnest($2::text[]) as f (name) where to_regprocedure(f.name) is not null) as functions,
    array(
      select p.kind || ' on ' || r.name
      from unnest($3::text[], $4::text[]) with ordinality as p (name, kind, place)
      join relied r on r.name = p.name
      where not has_table_privilege(r.oid, p.kind)
      order by p.place
    ) || array(
      select 'usage on ' || s.name::regclass::text
      from relied r, pg_get_serial_sequence(quote_ident(r.nspname) || '.rules', 'id') as s (name)
      where r.name = 'rules' and exists (select from columns c where c.name = 'rules.id')
        and not has_sequence_privilege(s.name, 'usage')
    ) || array(
      select 'execute on ' || f.name from unnest($5::text[]) as f (name)
      where not has_function_privilege(to_regprocedure(f.name), 'execute')
    ) || array(
      select distinct 'usage on schema ' || quote_ident(n.nspname)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where not exists (select from relied) and c.relname = 'revision_head' and not has_schema_privilege(n.oid, 'usage')
    ) as lacking,
    (
      select md5(string_agg(x.part, ' ' order by x.part))
      from (
        select r.oid::text as part from relied r
        union all select g.oid || ':' || g.xmin from triggers g where not g.tgisinternal
      ) as x
    ) as fingerprint`;

/** Runs a statement and returns its rows. */
export type Ask = <Row extends object>(statement: string, values?: unknown[]) => Promise<Row[]>;

/** Reads the state in two statements that take a few milliseconds. Throws what `pg` throws. */
export async function readSchemaState(ask: Ask): Promise<SchemaState> {
  const [row] = await ask<StateRow>(STATE, VALUES);
  if (!row) throw new Error('the database answered no row to a statement that has one');
  const { role, encoding, tables, lacking, fingerprint } = row;
  const mayList = tables.includes(MIGRATIONS_TABLE) && !lacking.includes(`select on ${MIGRATIONS_TABLE}`);
  const applied = mayList ? await ask<{ name: string }>(APPLIED) : [];
  return {
    role,
    encoding,
    firesTriggers: row.fires_triggers,
    applied: applied.map(({ name }) => name),
    tables,
    missing: missingParts(row),
    lacking,
    fingerprint: fingerprint ?? '',
  };
}

const APPLIED = `select m.name from ${MIGRATIONS_TABLE} m order by m.id`;

/** The missing parts of the database, in words. */
function missingParts(row: StateRow): string[] {
  const isHere = (part: string) => row.tables.includes(part.split('.')[0] ?? '');
  const absent = (parts: readonly string[], found: readonly string[]) =>
    parts.filter((part) => isHere(part) && !found.includes(part));
  const columns = Object.entries(TABLES).flatMap(([table, relied]) => relied.columns.map((name) => `${table}.${name}`));
  return [
    ...Object.keys(TABLES)
      .filter((table) => !row.tables.includes(table))
      .map((table) => `the table ${table}`),
    ...absent(columns, row.columns).map((column) => `the column ${column}`),
    ...absent(DEFAULTS, row.defaults)
      .filter((column) => row.columns.includes(column))
      .map((column) => `the default of ${column}`),
    ...absent(CONSTRAINTS, row.constraints).map(describeConstraint),
    ...FUNCTIONS.filter((name) => !row.functions.includes(name)).map((name) => `the function ${name}`),
    ...absent(TRIGGERS, row.triggers).map((part) => `the trigger ${part.split('.')[1]} on ${part.split('.')[0]}`),
    ...row.disabled.map((table) => `the triggers of the constraints of ${table}, which are disabled`),
  ];
}

function describeConstraint(part: string): string {
  const [table, constraint = ''] = part.split('.');
  return `the constraint ${constraint.replace(/^(\S+) deferrable$/, '$1 (deferrable)')} on ${table}`;
}
