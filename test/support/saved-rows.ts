import type { TestDatabase } from './postgres.js';

/** Referenced tables come first. */
const TABLES = [
  'context_features',
  'settings',
  'setting_aliases',
  'setting_metadata',
  'configurable',
  'rules',
  'rule_metadata',
  'conditions',
  'access_tokens',
];

/** Copies everything in a database, for `restore`. */
export async function save({ sql }: TestDatabase): Promise<void> {
  await sql(TABLES.map((table) => `create table saved_${table} as table ${table};`).join('\n'));
}

/** Restores the copy, as another program would. To the service it is a change of everything. */
export async function restore({ sql }: TestDatabase): Promise<void> {
  const clear = [...TABLES].reverse().map((table) => `delete from ${table};`);
  const fill = TABLES.map((table) => `insert into ${table} select * from saved_${table};`);
  const next = "select setval('rules_id_seq', (select max(id) from rules));";
  await sql(['begin;', ...clear, ...fill, next, 'commit;'].join('\n'));
}
