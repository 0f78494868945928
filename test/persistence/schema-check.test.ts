import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { serve } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

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

test('nor on one with an older schema', async () => {
  await database.sql('delete from migrations where id = (select max(id) from migrations)');

  await expect(serve(database.url)).rejects.toThrow(
    'older schema than this version needs: run "npm run migration:run"',
  );
});

test('a newer schema is a warning', async () => {
  await database.sql("insert into migrations (timestamp, name) values (9999999999999, 'FromTheFuture9999999999999')");
  const logs: Record<string, unknown>[] = [];

  const service = await serve(database.url, logs);

  expect(logs).toContainEqual(expect.objectContaining({ level: 'warn', unknown: ['FromTheFuture9999999999999'] }));
  await service.close();
});
