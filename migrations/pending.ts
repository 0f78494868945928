import type { QueryRunner } from 'typeorm';
import { postgresErrorCode } from '@heksher/persistence';
import { MIGRATIONS } from './index.js';
import { repair } from './repair/repair.js';
import { advanceHead, recordChange, type Head } from './sql/own-change.js';

/** PostgreSQL refused a migration because the database does not have the schema that the list of migrations implies. */
export class MixedSchemaError extends Error {
  constructor(readonly refusal: unknown) {
    super('the list of migrations does not say what the database has');
  }
}

const SYNTAX_OR_ACCESS = '42';

/** Runs the pending migrations. They log one change, first of all: otherwise a trigger would log another program's. */
export async function runPending(runner: QueryRunner): Promise<string[]> {
  const pending = await listPending(runner);
  let head: Head | undefined;
  try {
    for (const Migration of pending) {
      if (await hasLog(runner)) head ??= await advanceHead(runner);
      await new Migration().up(runner);
      await markExecuted(runner, Migration.name);
    }
  } catch (error) {
    throw postgresErrorCode(error)?.startsWith(SYNTAX_OR_ACCESS) ? new MixedSchemaError(error) : error;
  }
  const names = pending.map(({ name }) => name);
  if (head) await recordChange(runner, head, { action: 'schema.migrated', after: { migrations: names } });
  return names;
}

/** Repairs a database that has only parts of some migrations, and marks the pending migrations as run. */
export async function takeOver(runner: QueryRunner, notes: string[]): Promise<string[]> {
  notes.push(...(await repair(runner)));
  const pending = await listPending(runner);
  for (const { name } of pending) await markExecuted(runner, name);
  return pending.map(({ name }) => name);
}

async function listPending(runner: QueryRunner): Promise<(typeof MIGRATIONS)[number][]> {
  const applied = (await runner.query('select m.name from migrations m')) as { name: string }[];
  return MIGRATIONS.filter(({ name }) => !applied.some((one) => one.name === name));
}

/** Marks a migration as run the way TypeORM does, since its commands read the list. */
async function markExecuted(runner: QueryRunner, name: string): Promise<void> {
  const [timestamp] = /\d{13}$/.exec(name) ?? [];
  await runner.query('insert into migrations (timestamp, name) values ($1, $2)', [timestamp, name]);
}

/** Whether the change log exists. */
async function hasLog(runner: QueryRunner): Promise<boolean> {
  const [found] = (await runner.query(
    `select to_regprocedure('heksher_advance_head()') is not null and to_regclass('revision_head') is not null
       and to_regclass('changes') is not null as "exists"`,
  )) as { exists: boolean }[];
  return found?.exists ?? false;
}
