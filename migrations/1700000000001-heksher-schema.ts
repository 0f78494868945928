import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Heksher's own migration revisions, oldest first. Only a database at the last one can be adopted. */
const REVISIONS = ['2d75117ba1f8', '89eab5c8510a', '37b28f79cccf', '7713520cb02b', '83f0f272313f'];
const NEWEST = '83f0f272313f';

const TABLES = [
  'conditions',
  'configurable',
  'rule_metadata',
  'rules',
  'setting_aliases',
  'setting_metadata',
  'settings',
  'context_features',
];

/** The tables of Heksher 0.5, created on an empty database and left as they are where Heksher has made them. */
export class HeksherSchema1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const revision = await findRevision(runner);
    if (revision !== undefined && revision !== NEWEST) throw new Error(whyNotAdopted(revision));
    const present = await presentTables(runner);
    // Heksher's create_all makes all of the tables and keeps no revision.
    if (present.length === TABLES.length) return adopt(runner);
    if (present.length > 0 || revision !== undefined) throw new Error(whyIncomplete(revision, present));
    await runner.query(SCHEMA);
  }

  /** Takes away what `up` made. A database of Heksher's is left as it is, and so is any row. */
  async down(runner: QueryRunner): Promise<void> {
    if ((await findRevision(runner)) !== undefined) return;
    for (const table of TABLES) {
      const [row] = (await runner.query(`select exists (select from ${table}) as filled`)) as { filled: boolean }[];
      if (row?.filled) throw new Error(`table ${table} holds data, which a migration never drops; empty it first`);
    }
    await runner.query(`drop table ${TABLES.join(', ')}`);
  }
}

/** Whether the search path leads to the table. Throws where that is in another schema than new tables would go to. */
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

/** Takes Heksher's tables as they are. What a dump has loaded with its ids has left the sequence behind them. */
async function adopt(runner: QueryRunner): Promise<void> {
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

/** Tells whoever migrates of what was done besides changing the schema. */
function say(runner: QueryRunner, text: string): void {
  runner.dataSource.logger.log('info', text, runner);
}

async function presentTables(runner: QueryRunner): Promise<string[]> {
  const present: string[] = [];
  for (const table of TABLES) if (await exists(runner, table)) present.push(table);
  return present;
}

/** The revision of Heksher's database, `''` where its table is empty, undefined where Heksher has never been. */
async function findRevision(runner: QueryRunner): Promise<string | undefined> {
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

function whyIncomplete(revision: string | undefined, present: string[]): string {
  const where = revision === undefined ? 'keeps no Heksher revision' : `is at Heksher revision ${revision}`;
  const missing = TABLES.filter((table) => !present.includes(table)).join(', ');
  return (
    `the database ${where} and has only some of Heksher's tables: ${missing} are missing; ` +
    `restore them, or run "alembic upgrade ${NEWEST}" of Heksher 0.5.7 on an empty database first, then migrate again`
  );
}

const SCHEMA = `
  create table context_features (
    name varchar not null,
    index integer,
    constraint context_features_pkey primary key (name),
    constraint context_features_index_key unique (index)
  );
  create table settings (
    name varchar not null,
    type varchar not null,
    default_value varchar not null,
    version varchar not null,
    constraint settings_pkey primary key (name)
  );
  create table setting_aliases (
    setting varchar not null,
    alias varchar not null,
    constraint setting_aliases_pkey primary key (alias),
    constraint setting_aliases_setting_fkey foreign key (setting)
      references settings (name) on update cascade on delete cascade
  );
  create table configurable (
    setting varchar not null,
    context_feature varchar not null,
    constraint configurable_setting_context_feature_key unique (setting, context_feature),
    constraint configurable_setting_fkey foreign key (setting)
      references settings (name) on update cascade on delete cascade,
    constraint configurable_context_feature_fkey foreign key (context_feature) references context_features (name)
  );
  create table setting_metadata (
    setting varchar not null,
    key varchar not null,
    value jsonb not null,
    constraint setting_metadata_setting_key_key unique (setting, key),
    constraint setting_metadata_setting_fkey foreign key (setting)
      references settings (name) on update cascade on delete cascade
  );
  create table rules (
    id serial,
    setting varchar not null,
    value varchar not null,
    constraint rules_pkey primary key (id),
    constraint rules_setting_fkey foreign key (setting)
      references settings (name) on update cascade on delete cascade
  );
  create table rule_metadata (
    rule integer not null,
    key varchar not null,
    value jsonb not null,
    constraint rule_metadata_rule_key_key unique (rule, key),
    constraint rule_metadata_rule_fkey foreign key (rule) references rules (id) on update cascade on delete cascade
  );
  create table conditions (
    rule integer not null,
    context_feature varchar not null,
    feature_value varchar not null,
    constraint conditions_rule_context_feature_key unique (rule, context_feature),
    constraint conditions_rule_fkey foreign key (rule) references rules (id) on update cascade on delete cascade,
    constraint conditions_context_feature_fkey foreign key (context_feature) references context_features (name)
  );
  create index ix_setting_aliases_setting on setting_aliases (setting);
  create index ix_configurable_setting on configurable (setting);
  create index ix_setting_metadata_setting on setting_metadata (setting);
  create index ix_rules_setting on rules (setting);
  create index ix_rule_metadata_rule on rule_metadata (rule);
  create index ix_conditions_rule on conditions (rule);
`;
