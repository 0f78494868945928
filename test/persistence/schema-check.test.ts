import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { serve } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { refused, start } from '../support/service-process.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const MAKE_OLDER = 'delete from migrations where id = (select max(id) from migrations)';
const MAKE_NEWER = `insert into migrations (timestamp, name) values (9999999999999, 'FromTheFuture9999999999999')`;

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase();
});
afterEach(() => database.drop());

test('a service does not start on a database without the schema, and says what to run', async () => {
  const empty = await createDatabase({ template: 'empty' });

  await expect(serve(empty.url)).rejects.toThrow(
    'the database has no schema yet: run "npm run migration:run" on it first',
  );
  await empty.drop();
});

test('a service does not start on a database with an older schema, and says what to run', async () => {
  await database.sql(MAKE_OLDER);

  await expect(serve(database.url)).rejects.toThrow(
    'older schema than this version needs: run "npm run migration:run"',
  );
});

test('a service starts on a database with a newer schema, with a warning', async () => {
  await database.sql(MAKE_NEWER);
  const logs: Record<string, unknown>[] = [];

  const service = await serve(database.url, logs);

  expect(logs).toContainEqual(expect.objectContaining({ level: 'warn', unknown: ['FromTheFuture9999999999999'] }));
  await service.close();
});

describe('the built service', () => {
  test('the process ends with one line that says what to run, if the schema is missing', async () => {
    const empty = await createDatabase({ template: 'empty' });

    const { code, stderr } = await refused({ HEKSHER_DB_CONNECTION_STRING: empty.url });

    await empty.drop();
    expect(code).toBe(1);
    expect(stderr).toBe(
      'Heksher cannot start: the database has no schema yet: run "npm run migration:run" on it first\n',
    );
  });

  test('the process ends with one line that says what to run, if the schema is older', async () => {
    await database.sql(MAKE_OLDER);

    const { code, stderr } = await refused({ HEKSHER_DB_CONNECTION_STRING: database.url });

    expect(code).toBe(1);
    expect(stderr).toBe(
      'Heksher cannot start: the database has an older schema than this version needs: ' +
        'run "npm run migration:run" on it first\n',
    );
  });

  test('the process serves if the schema is newer, and warns in one line', async () => {
    await database.sql(MAKE_NEWER);
    const service = start({ HEKSHER_DB_CONNECTION_STRING: database.url });

    const heksher = await service.listening();
    const query = await heksher.query();
    await service.stop();

    const { code, stdout, stderr } = await service.ended;
    const warnings = stdout.split('\n').filter((line) => line.includes('"level":"warn"'));
    expect(query.status).toBe(200);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(warnings).toEqual([expect.stringContaining('FromTheFuture9999999999999')]);
  });
});
