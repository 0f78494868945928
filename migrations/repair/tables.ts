import type { QueryRunner } from 'typeorm';
import { ACCESS_TABLES, noteStatement } from '../sql/access-tables.js';
import { ADVANCE_HEAD, CHANGES, REVISION_HEAD, markForeignWrite } from '../sql/change-log.js';
import { KEY_COLUMN, KEY_DEFAULT, KEY_FUNCTIONS, guardedKeyTriggerFunctions } from '../sql/conditions-key.js';
import { currentSchema } from '../sql/current-schema.js';
import { EXPLAINED_CHANGES } from '../sql/explained-changes.js';
import { FOREIGN_ROWS, foreignRowFunctions } from '../sql/foreign-rows.js';
import { HEKSHER_TABLES } from '../sql/heksher-tables.js';
import { USAGE_TABLES } from '../sql/usage-tables.js';

/** The columns that can be restored, with computed values or without values. */
const COLUMNS: Readonly<Record<string, string>> = {
  'rules.conditions_key': KEY_COLUMN,
  'changes.parent': 'alter table changes add column parent uuid',
  'changes.at': 'alter table changes add column at timestamptz not null default clock_timestamp()',
  'changes.actor': 'alter table changes add column actor text',
  'changes.settings': 'alter table changes add column settings text[]',
  'changes.before': 'alter table changes add column before json',
  'changes.after': 'alter table changes add column after json',
  ...Object.fromEntries(
    Object.entries(EXPLAINED_CHANGES).map(([name, column]) => [
      `changes.${name}`,
      `alter table changes add column ${column}`,
    ]),
  ),
};

const DEFAULTS: Readonly<Record<string, string>> = {
  'rules.id': `
    create sequence if not exists rules_id_seq as integer;
    alter sequence rules_id_seq owned by rules.id;
    alter table rules alter column id set default nextval('rules_id_seq');
    select setval('rules_id_seq', (select coalesce(max(r.id), 0) + 1 from rules r), false)`,
  'rules.conditions_key': KEY_DEFAULT,
  'revision_head.only_row': 'alter table revision_head alter column only_row set default true',
  'changes.at': 'alter table changes alter column at set default clock_timestamp()',
  'access_tokens.created_at': 'alter table access_tokens alter column created_at set default clock_timestamp()',
};

/** Restores missing tables, columns, defaults and functions, without their rows. */
export async function repairTables(runner: QueryRunner, missing: readonly string[]): Promise<void> {
  const lacks = (part: string) => missing.includes(part);
  if (lacks('the table conditions') && !lacks('the table rules')) await assertNoRules(runner);
  for (const [table, statement] of Object.entries(HEKSHER_TABLES)) {
    if (lacks(`the table ${table}`)) await runner.query(statement);
  }
  await repairHeadTable(runner, missing);
  if (lacks('the table changes')) await createChanges(runner);
  await repairForeignRows(runner, missing);
  for (const [table, statement] of Object.entries({ ...ACCESS_TABLES, ...USAGE_TABLES })) {
    if (lacks(`the table ${table}`)) await runner.query(statement);
  }
  const isNew = lacks('the table rules');
  for (const [column, statement] of Object.entries(COLUMNS)) {
    if (lacks(`the column ${column}`) || (isNew && column === 'rules.conditions_key')) await runner.query(statement);
  }
  for (const [column, statement] of Object.entries(DEFAULTS)) {
    if (lacks(`the default of ${column}`)) await runner.query(statement);
  }
  const schema = await currentSchema(runner);
  for (const functions of [
    ADVANCE_HEAD,
    markForeignWrite(schema),
    KEY_FUNCTIONS,
    guardedKeyTriggerFunctions(schema),
    foreignRowFunctions(schema),
    noteStatement(schema),
  ]) {
    await runner.query(functions);
  }
}

/** Creates the change log as the newest migration leaves it. */
async function createChanges(runner: QueryRunner): Promise<void> {
  await runner.query(CHANGES);
  for (const column of Object.values(EXPLAINED_CHANGES)) await runner.query(`alter table changes add column ${column}`);
}

/** Creates a damaged table of the head anew: its one row says nothing about other tables. */
async function repairHeadTable(runner: QueryRunner, missing: readonly string[]): Promise<void> {
  const isDamaged = missing.some((part) => part.startsWith('the column revision_head.'));
  // The function that advances the head returns a row of the table, so it has to go, too.
  if (isDamaged) await runner.query('drop table revision_head cascade');
  if (isDamaged || missing.includes('the table revision_head')) await runner.query(REVISION_HEAD);
}

/** Creates a damaged table of other programs' rows anew: it has rows only within their transactions. */
async function repairForeignRows(runner: QueryRunner, missing: readonly string[]): Promise<void> {
  const isDamaged = missing.some((part) => part.startsWith('the column foreign_rows.'));
  if (isDamaged) await runner.query('drop table foreign_rows');
  if (isDamaged || missing.includes('the table foreign_rows')) await runner.query(FOREIGN_ROWS);
}

/** Throws if there are rules: without their conditions they would hold in every context. */
async function assertNoRules(runner: QueryRunner): Promise<void> {
  const [found] = (await runner.query('select exists (select from rules) as "exists"')) as { exists: boolean }[];
  if (!found?.exists) return;
  throw new Error(
    'the table conditions is missing, and the rules would hold in every context without it; ' +
      'restore it from a backup, then migrate again',
  );
}
