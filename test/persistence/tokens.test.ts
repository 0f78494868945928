import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { TokenChanges } from '@heksher/operations';
import { Database, RulesetCache, dataSourceOptions } from '@heksher/persistence';
import { DataSource } from 'typeorm';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

let server: TestDatabase;
const sources: DataSource[] = [];
let changes: TokenChanges;
let database: Database;
/** Another instance of the service. */
let rulesets: RulesetCache;

const AUTHOR = { author: { actor: 'jim', origin: 'api' as const } };
const TOKEN = { name: 'ci', role: 'service' as const, prefixes: ['web.'], expiresAt: null };
/** Rows that are written with psql. */
const INSERT = `insert into access_tokens (name, role, selector, secret_hash) values ('psql', 'reader', 's', 'h')`;

beforeAll(async () => {
  server = await createDatabase();
  changes = new TokenChanges(await connected());
  database = await connected();
});
afterAll(async () => {
  for (const source of sources) await source.destroy();
  await server.drop();
});
beforeEach(async () => {
  await server.sql('delete from access_tokens');
  await server.sql(`insert into settings values ('size', 'int', '10', '1.0') on conflict do nothing`);
  rulesets = new RulesetCache(database, 1_000_000);
});

async function connected(): Promise<Database> {
  const source = await new DataSource(dataSourceOptions({ connectionString: server.url })).initialize();
  sources.push(source);
  return new Database(source);
}

const names = async () => (await rulesets.tokens.read()).list.map(({ name }) => name);

const lastChange = async () =>
  (
    await server.sql<Record<string, unknown>>(
      'select actor, action, settings, before, after, items from changes order by seq desc limit 1',
    )
  )[0];

describe('the tokens in memory', () => {
  test('they are found by their secrets, and not loaded again', async () => {
    const { token } = await changes.create(TOKEN, AUTHOR);

    const first = await rulesets.tokens.read();
    const second = await rulesets.tokens.read();

    expect(first.find(token.secretHash)).toEqual(token);
    expect(second).toBe(first);
    expect(rulesets.tokens.peek()).toBe(first);
  });

  test('another instance sees a new, a changed, a rotated and a deleted token at its next read', async () => {
    await names();
    const { token } = await changes.create(TOKEN, AUTHOR);
    expect(await names()).toEqual(['ci']);

    await changes.change(token.id, { name: 'cd' }, AUTHOR);
    expect(await names()).toEqual(['cd']);

    await changes.rotate(token.id, 60, AUTHOR);
    const rotated = (await rulesets.tokens.read()).find(token.secretHash);
    expect(rotated?.secretHash).not.toBe(token.secretHash);
    expect(rotated?.previous).toMatchObject({ secretHash: token.secretHash, until: expect.any(Date) });

    await changes.remove(token.id, AUTHOR);
    expect(await names()).toEqual([]);
  });

  test.each([
    ['adds', INSERT, ['ci', 'psql']],
    ['changes', "update access_tokens set name = 'other'", ['other']],
    ['deletes', 'delete from access_tokens', []],
    ['truncates', 'truncate access_tokens cascade', []],
  ])('what another program %s is seen at the next read, and no setting is loaded again', async (_, sql, expected) => {
    await changes.create(TOKEN, AUTHOR);
    await names();
    const before = await rulesets.read(['size']);

    await server.sql(sql);

    expect(await names()).toEqual(expected);
    expect((await rulesets.read(['size'])).settings[0]).toBe(before.settings[0]);
    expect(await lastChange()).toMatchObject({ action: 'external', settings: [], items: [] });
  });

  test('a change of a setting leaves them in memory', async () => {
    const before = await rulesets.tokens.read();
    await rulesets.read(['size']);

    await server.sql(`
      do $$
      declare head revision_head := heksher_advance_head();
      begin
        insert into changes (seq, id, parent, action, settings)
          values (head.seq, head.id, head.parent, 'rule.created', '{size}');
      end $$`);

    expect(await rulesets.tokens.read()).toBe(before);
    expect(rulesets.readCached(['size'])).toBeUndefined();
  });

  test('a change of a token leaves all settings in memory', async () => {
    await rulesets.read(['size']);
    await rulesets.readList();

    await changes.create(TOKEN, AUTHOR);

    expect(await names()).toEqual(['ci']);
    expect(rulesets.readCached(['size'])?.settings).toHaveLength(1);
  });

  test('they are evicted with everything else, and stay known', async () => {
    const index = await rulesets.tokens.read();

    await server.sql('update revision_head set id = gen_random_uuid(), parent = null');
    await rulesets.synchronized();

    expect([rulesets.tokens.peek(), rulesets.tokens.lastKnown]).toEqual([undefined, index]);
  });

  test('they are read even if the database has lost its head', async () => {
    await changes.create(TOKEN, AUTHOR);
    await server.sql('delete from revision_head');

    expect(await names()).toEqual(['ci']);
    expect(rulesets.tokens.peek()).toBeUndefined();
  });
});

describe('the log of tokens', () => {
  test('a change of a token is one change without its secret', async () => {
    const { token, text } = await changes.create(TOKEN, AUTHOR);
    const logged = { id: token.id, name: 'ci', role: 'service', prefixes: ['web.'], expires_at: null };
    expect(await lastChange()).toEqual({
      ...{ actor: 'jim', action: 'token.created', settings: [], items: null },
      ...{ before: null, after: logged },
    });

    await changes.rotate(token.id, 60, AUTHOR);
    expect(await lastChange()).toMatchObject({ action: 'token.rotated', before: logged, after: logged });
    await changes.remove(token.id, AUTHOR);
    expect(await lastChange()).toMatchObject({ action: 'token.deleted', before: logged, after: null });

    const [{ dump }] = (await server.sql<{ dump: string }>(
      'select string_agg(c::text, $$ $$) as dump from changes c',
    )) as [{ dump: string }];
    for (const part of [text, token.selector, token.secretHash]) expect(dump).not.toContain(part);
  });

  test('what another program writes to the tokens is logged without its rows', async () => {
    await server.sql(`begin; update settings set default_value = '11' where name = 'size'; ${INSERT}; commit`);

    const change = await lastChange();
    expect(change).toMatchObject({ action: 'external', settings: ['size'], items: [{ table: 'settings' }] });
    expect(change?.['items']).toHaveLength(1);
    expect(await server.sql('select from foreign_rows')).toEqual([]);
  });

  test('a dry run changes nothing', async () => {
    const { token } = await changes.create(TOKEN, AUTHOR);
    const before = await lastChange();

    await changes.create({ ...TOKEN, name: 'other' }, { ...AUTHOR, isDryRun: true });
    await changes.remove(token.id, { ...AUTHOR, isDryRun: true });

    expect(await names()).toEqual(['ci']);
    expect(await lastChange()).toEqual(before);
  });
});

test('the latest use of each token is kept, and is no change', async () => {
  const { token } = await changes.create(TOKEN, AUTHOR);
  const head = await rulesets.synchronized();
  const [early, late] = [new Date('2026-11-23T20:15:00Z'), new Date('2026-11-23T20:16:00Z')];
  const gone = '00000000-0000-4000-8000-000000000000';

  await database.bookkeeping.noteTokenUses(new Map([[token.id, late]]));
  await database.bookkeeping.noteTokenUses(
    new Map([
      [token.id, early],
      [gone, late],
    ]),
  );

  expect(await database.read(({ tokens }) => tokens.listUses())).toEqual(new Map([[token.id, late]]));
  expect(await rulesets.synchronized()).toBe(head);
});
