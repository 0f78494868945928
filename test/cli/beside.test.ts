/** The commands that work on the database, beside the service. */
import { expect, jest, test } from '@jest/globals';
import { ADMIN_TOKEN, accessOn } from '../access/access.js';
import { startApp } from '../support/app.js';
import { createDatabase } from '../support/postgres.js';
import { run } from '../support/service-process.js';
import { runCommand, wordsOf } from './command.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const onDatabase = (url: string, ...words: string[]) =>
  run(wordsOf(...words), { env: { HEKSHER_DB_CONNECTION_STRING: url } });

test('migrate brings a database to the newest schema, and then finds nothing to do', async () => {
  const database = await createDatabase({ template: 'empty' });

  const first = await onDatabase(database.url, 'migrate');
  const second = await onDatabase(database.url, 'migrate', '--output', 'json');
  await database.drop();

  expect(first).toEqual({ code: 0, stdout: expect.stringMatching(/^Migrated: .*HeksherSchema/), stderr: '' });
  expect(second).toEqual({ code: 0, stdout: '{"executed":[],"notes":[]}\n', stderr: '' });
});

test('a token that is made beside the database opens a running service, and the log says how it was made', async () => {
  const app = await startApp({ access: accessOn() });
  const create = (...words: string[]) => onDatabase(app.database.url, 'token', 'create', ...words, '--database');

  const created = await create('first', '--role', 'admin', '--note', 'the first');
  const [again, wrong, late] = await Promise.all([
    create('first', '--role', 'admin'),
    create('a b', '--role', 'admin'),
    create('late', '--role', 'admin', '--expires-at', '2020-01-01T00:00:00Z'),
  ]);
  const listed = await runCommand(app.heksher, ['token', 'list'], { HEKSHER_TOKEN: created.stdout.trim() });
  const log = await runCommand(app.heksher, ['log', '--limit', '1'], { HEKSHER_TOKEN: ADMIN_TOKEN });
  await app.stop();

  expect([created.code, again.code, wrong.code, late.code, listed.code]).toEqual([0, 4, 64, 64, 0]);
  expect(created.stdout).toMatch(/^hks_[\w-]{22}_[\w-]{43}\n$/);
  expect(again.stderr).toBe('heksher: a token is called first already\n');
  expect(listed.stdout).toMatch(/^first +admin +all /m);
  expect(log.stdout).toMatch(/heksher token +token\.created +- +the first$/m);
});

test('tokens are listed, rotated and revoked beside the database, and a running service knows at once', async () => {
  const app = await startApp({ access: accessOn() });
  const token = (...words: string[]) => onDatabase(app.database.url, 'token', ...words, '--database');
  const listWith = (text: string) => runCommand(app.heksher, ['token', 'list'], { HEKSHER_TOKEN: text.trim() });

  const created = await token('create', 'jim', '--role', 'admin');
  const used = await listWith(created.stdout);
  const rotated = await token('rotate', 'jim', '--note', 'lost');
  const [old, renewed, listed] = [await listWith(created.stdout), await listWith(rotated.stdout), await token('list')];
  const revoked = await token('revoke', 'jim', '--note', 'has left');
  const [gone, again] = [await listWith(rotated.stdout), await token('revoke', 'jim')];
  const log = await runCommand(app.heksher, ['log', '--limit', '2'], { HEKSHER_TOKEN: ADMIN_TOKEN });
  await app.stop();

  expect([used, old, renewed, gone].map(({ code }) => code)).toEqual([0, 4, 0, 4]);
  expect(listed.stdout).toMatch(/^jim +admin +all .* heksher token /m);
  expect(revoked).toMatchObject({ code: 0, stdout: 'The token jim is revoked.\n' });
  expect([again.code, again.stderr]).toEqual([4, expect.stringContaining('no token has the name or id "jim"')]);
  expect(log.stdout).toMatch(/token\.deleted .*has left\n.*token\.rotated .*lost$/m);
});

test('without a database the commands beside the service say what is missing', async () => {
  const ends = await Promise.all([
    run(wordsOf('migrate'), { env: {} }),
    onDatabase('postgresql://127.0.0.1:1/none', 'token', 'create', 'a', '--role', 'admin', '--database'),
  ]);

  expect(ends).toEqual([
    { code: 64, stdout: '', stderr: 'heksher: HEKSHER_DB_CONNECTION_STRING is not set: it says which database\n' },
    { code: 69, stdout: '', stderr: expect.stringMatching(/^heksher: the database cannot be reached: .*ECONNREFUSED/) },
  ]);
});
