import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { REVISION, RevisionReader, StatementNames } from '@heksher/persistence';
import { lock } from '../support/connections.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let pool: pg.Pool;
let reader: RevisionReader;

beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(() => {
  pool = new pg.Pool({ connectionString: database.url, max: 1, query_timeout: 1000 });
  pool.on('error', () => undefined);
  reader = new RevisionReader(new StatementNames());
});
afterEach(() => pool.end());
afterAll(() => database.drop());

async function read(one = reader): Promise<string | undefined> {
  const client = await pool.connect();
  try {
    const answer = await one.read(client);
    client.release();
    return answer;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

const revision = async () => (await database.sql<{ id: string }>('select id from revision_head'))[0]?.id;

test('each head read returns the current revision', async () => {
  const before = await read();
  await database.sql("insert into context_features values ('user', 0)");

  const after = await read();

  expect(before).toEqual(expect.any(String));
  expect(after).not.toBe(before);
  expect(after).toBe(await revision());
});

test('a lost head gives no revision', async () => {
  const [head] = await database.sql<{ id: string; seq: string }>('delete from revision_head returning id, seq');

  expect(await read()).toBeUndefined();

  await database.sql('insert into revision_head (id, seq) values ($1, $2)', [head?.id, head?.seq]);
  expect(await read()).toBe(head?.id);
});

test.each([
  ['whose connections forget statements', 'deallocate all'],
  ['whose connections know the statements of others', `deallocate all; prepare "${REVISION.name}" as ${REVISION.text}`],
])('a pooler %s is no obstacle', async (_, statement) => {
  await read();
  // The next query comes over another client connection that the pooler leads to this server connection.
  await pool.query(statement);
  const other = new RevisionReader(new StatementNames());

  const answers = [await read(), await read(other), await read(), await read(other)];

  expect(new Set(answers)).toEqual(new Set([await revision()]));
});

test('a head read that is not answered in time is an error, and nothing waits for it later', async () => {
  await read();
  const held = await lock(database.url, 'lock table revision_head');

  await expect(read()).rejects.toThrow('Query read timeout');

  await held.release();
  expect(await read()).toBe(await revision());
});
