import type { QueryRunner } from 'typeorm';

/** Heksher's own migration revisions, oldest first. Only a database at the last one can be adopted. */
const REVISIONS = ['2d75117ba1f8', '89eab5c8510a', '37b28f79cccf', '7713520cb02b', '83f0f272313f'];
const NEWEST = '83f0f272313f';

export const TABLES = [
  'conditions',
  'configurable',
  'rule_metadata',
  'rules',
  'setting_aliases',
  'setting_metadata',
  'settings',
  'context_features',
];

/** Whether the search path leads to the table. Throws if the table is in another schema than new tables would be. */
async function exists(runner: QueryRunner, table: string): Promise<boolean> {
  const [row] = (await runner.query(
    `select n.nspname as schema, current_schema() as current
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.oid = to_regclass($1)`,
    [table],
  )) as { schema: string; current: string }[];
  if (row && row.schema !== row.current) {
    throw new Error(
      `the table ${table} is in the schema ${row.schema}, but the connection's first schema is ${row.current}; ` +
        `put ${row.schema} first in the search_path, then migrate again`,
    );
  }
  return row !== undefined;
}

/** Moves the sequence of the rules' ids on if it lags behind them, as after a dump was loaded. */
export async function catchUpSequence(runner: QueryRunner): Promise<void> {
  await runner.query('lock table rules in share row exclusive mode');
  const [sequence] = (await runner.query(`select pg_get_serial_sequence('rules', 'id') as name`)) as { name: string }[];
  if (!sequence?.name) return;
  const [moved] = (await runner.query(
    `select setval($1::regclass, newest.id) as id
     from (select max(r.id) as id from rules r) newest, ${sequence.name} s
     where newest.id > s.last_value or (newest.id = s.last_value and not s.is_called)`,
    [sequence.name],
  )) as { id: string }[];
  if (moved) say(runner, `the sequence ${sequence.name} lagged behind the rules' ids; the next id is ${+moved.id + 1}`);
}

/** Notes for the operator what was done besides changing the schema. */
function say(runner: QueryRunner, text: string): void {
  runner.dataSource.logger.log('info', text, runner);
}

export async function presentTables(runner: QueryRunner): Promise<string[]> {
  const present: string[] = [];
  for (const table of TABLES) if (await exists(runner, table)) present.push(table);
  return present;
}

/** The revision of Heksher's database; `''` if its table is empty, undefined if there is no such table. */
export async function findRevision(runner: QueryRunner): Promise<string | undefined> {
  if (!(await exists(runner, 'alembic_version'))) return undefined;
  const [row] = (await runner.query('select version_num from alembic_version')) as { version_num: string }[];
  return row?.version_num ?? '';
}

function whyNotAdopted(revision: string): string {
  if (!REVISIONS.includes(revision)) {
    return `the database is at the unknown Heksher revision "${revision}"; only ${NEWEST} (Heksher 0.5) can be adopted`;
  }
  return (
    `the database is at Heksher revision ${revision}; run "alembic upgrade ${NEWEST}" of Heksher 0.5.7 on it first, ` +
    'then migrate again'
  );
}

export function whyIncomplete(revision: string | undefined, present: string[]): string {
  const where = revision === undefined ? 'keeps no Heksher revision' : `is at Heksher revision ${revision}`;
  const missing = TABLES.filter((table) => !present.includes(table)).join(', ');
  return (
    `the database ${where} and has only some of Heksher's tables: ${missing} are missing; ` +
    `restore them, or run "alembic upgrade ${NEWEST}" of Heksher 0.5.7 on an empty database first, then migrate again`
  );
}

/** The revision of Heksher's database; undefined if it has none. Throws if it is not the newest one. */
export async function assertAdoptable(runner: QueryRunner): Promise<string | undefined> {
  const revision = await findRevision(runner);
  if (revision !== undefined && revision !== NEWEST) throw new Error(whyNotAdopted(revision));
  return revision;
}
