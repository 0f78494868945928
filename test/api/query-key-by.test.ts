import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../apps/heksher/src/config/config.js';
import { startApp, useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';

const app = useApp({ logLevel: 'info' }); // as in production, where repeated requests are answered from memory

/** A renamed setting: its canonical name, and its former name, now an alias. */
async function renamed(default_value: number): Promise<{ name: string; alias: string }> {
  const { name: alias } = await app.given.setting({ name: uniqueName('old'), default_value });
  const name = uniqueName('new');
  await app.heksher.rename(alias, { name, version: '1.1' });
  return { name, alias };
}

const ask = (settings: string[]) => app.heksher.query({ settings: settings.join(), key_by: 'requested' });
const bare = (default_value: number) => ({ rules: [], default_value });

describe('by default, or with key_by=canonical', () => {
  test.each([[{}], [{ key_by: 'canonical' }]])('settings have their canonical names: %j', async (parameters) => {
    const { name, alias } = await renamed(1);

    const answer = await app.heksher.query({ settings: alias, ...parameters });

    expect(answer.text).toBe(`{"settings":{"${name}":{"rules":[],"default_value":1}}}`);
  });
});

describe('with key_by=requested', () => {
  test('with key_by=requested a renamed setting is answered under the requested name', async () => {
    const { alias } = await renamed(1);

    const answer = await ask([alias]);

    expect(answer.status).toBe(200);
    expect(answer.text).toBe(`{"settings":{"${alias}":{"rules":[],"default_value":1}}}`);
  });

  test('with key_by=requested an alias and the canonical name give an entry each', async () => {
    const { name, alias } = await renamed(1);

    const answer = await ask([name, alias]);

    expect(answer.body).toEqual({ settings: { [name]: bare(1), [alias]: bare(1) } });
  });

  test('with key_by=requested the entries are sorted by the requested names, each once', async () => {
    const z = await renamed(1); // its canonical name sorts before the others'
    const { name: b } = await app.given.setting({ name: uniqueName('p') });
    const { name: B } = await app.given.setting({ name: uniqueName('P') });

    const answer = await ask([z.alias, b, z.alias, B, b]);

    const keys = Object.keys((answer.body as { settings: object }).settings);
    expect(keys).toEqual([B, z.alias, b]);
  });

  test('a query without names answers canonical names, even with key_by=requested', async () => {
    const { name, alias } = await renamed(7);

    const all = await app.heksher.query({ key_by: 'requested' });
    const none = await app.heksher.query({ settings: '', key_by: 'requested' });

    expect(all.text).toBe((await app.heksher.query()).text);
    expect(all.body).toMatchObject({ settings: { [name]: bare(7) } });
    expect((all.body as { settings: object }).settings).not.toHaveProperty([alias]);
    expect(none.text).toBe('{"settings":{}}');
  });

  test('with key_by=requested filters and metadata work as usual', async () => {
    const feature = await app.given.feature();
    const { name, alias } = await renamed(1);
    await app.heksher.setFeatures(name, { configurable_features: [feature], version: '2.0' });
    const metadata = { by: null };
    const rule_id = await app.given.rule({ setting: alias, feature_values: { [feature]: 'a' }, value: 2, metadata });
    await app.given.rule({ setting: alias, feature_values: { [feature]: 'b' }, value: 3 });

    const answer = await app.heksher.query({
      settings: alias,
      context_filters: `${feature}:(a)`,
      include_metadata: 'true',
      key_by: 'requested',
    });

    const rule = { value: 2, context_features: [[feature, 'a']], rule_id, metadata };
    expect(answer.body).toEqual({ settings: { [alias]: { rules: [rule], default_value: 1 } } });
  });

  test('with key_by=requested an unknown name is 404', async () => {
    const { alias } = await renamed(1);
    const unknown = uniqueName('unknown');

    const answer = await ask([alias, unknown]);

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining(unknown) });
  });
});

describe('an answer by requested names', () => {
  test('an answer by requested names has an entity tag that stays the same with the answer', async () => {
    const { name, alias } = await renamed(1);
    const { headers } = await ask([alias]);
    const parameters = { settings: alias, key_by: 'requested' };
    const tag = { 'If-None-Match': headers.get('etag') ?? '' };

    const same = await app.heksher.query(parameters, tag);
    const canonical = await app.heksher.query({ settings: alias }, tag);
    await app.heksher.rename(name, { name: uniqueName('newer'), version: '1.2' });
    const renamedAgain = await app.heksher.query(parameters, tag);
    await app.heksher.declare({ ...(await declarationOf(alias)), default_value: 2, version: '1.3' });
    const changed = await app.heksher.query(parameters, tag);

    expect([same.status, canonical.status, renamedAgain.status, changed.status]).toEqual([304, 200, 304, 200]);
    expect(changed.body).toEqual({ settings: { [alias]: bare(2) } });
  });

  test('an answer by requested names has a setting as soon as a rename gives it the name', async () => {
    const { name } = await app.given.setting({ default_value: 1 });
    const next = uniqueName('next');

    const before = [await ask([name, next]), await ask([name, next])];
    await app.heksher.rename(name, { name: next, version: '1.1' });
    const after = [await ask([name, next]), await ask([name, next])];

    expect(before.map(({ status }) => status)).toEqual([404, 404]);
    for (const { body } of after) expect(body).toEqual({ settings: { [name]: bare(1), [next]: bare(1) } });
  });

  test('an answer by requested names loses a deleted setting, and its name may be given to another', async () => {
    const { name, alias } = await renamed(1);
    await ask([alias]);

    await app.heksher.deleteSetting(name);
    const gone = await ask([alias]);
    await app.given.setting({ name: alias, default_value: 2 });
    const other = await ask([alias]);

    expect(gone.status).toBe(404);
    expect(other.body).toEqual({ settings: { [alias]: bare(2) } });
  });

  test('an answer by requested names follows an alias to another setting', async () => {
    const first = await renamed(1);
    const second = await app.given.setting({ default_value: 2 });
    const names = [first.name, first.alias, second.name];
    const before = await ask(names);

    await app.heksher.deleteSetting(first.name);
    await app.given.setting({ name: first.name, default_value: 1 });
    await app.heksher.rename(second.name, { name: first.alias, version: '1.1' });
    const after = await ask(names);

    const keyed = (aliased: number) => ({
      settings: { [first.name]: bare(1), [first.alias]: bare(aliased), [second.name]: bare(2) },
    });
    expect(before.body).toEqual(keyed(1));
    expect(after.body).toEqual(keyed(2));
  });

  test('an answer by requested names follows another program that exchanges two names', async () => {
    const { name: a } = await app.given.setting({ default_value: 1 });
    const { name: b } = await app.given.setting({ default_value: 2 });
    const before = await ask([a, b]);

    const rename = (from: string, to: string) => `update settings set name = '${to}' where name = '${from}';`;
    await app.database.sql(rename(a, 'between') + rename(b, a) + rename('between', b));
    const after = await ask([a, b]);

    expect(before.body).toEqual({ settings: { [a]: bare(1), [b]: bare(2) } });
    expect(after.body).toEqual({ settings: { [a]: bare(2), [b]: bare(1) } });
  });
});

describe('key_by', () => {
  test.each(['', 'Requested', 'alias', 'requested,canonical'])('key_by may not be %j', async (key_by) => {
    const answer = await app.heksher.query({ key_by });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ parameter: 'key_by', message: expect.stringContaining(key_by) }] });
  });

  test('the last of several key_by counts', async () => {
    const { alias } = await renamed(1);

    const answer = await app.heksher.get(`/api/v1/query?key_by=canonical&settings=${alias}&key_by=requested`);

    expect(answer.body).toEqual({ settings: { [alias]: bare(1) } });
  });
});

describe('HEKSHER_QUERY_KEY_BY', () => {
  const variables = (text: string) => ({
    HEKSHER_DB_CONNECTION_STRING: 'postgresql://db/heksher',
    HEKSHER_QUERY_KEY_BY: text,
  });

  test.each([
    ['', 'canonical'],
    ['canonical', 'canonical'],
    ['requested', 'requested'],
  ])('HEKSHER_QUERY_KEY_BY may be %j', (text, expected) => {
    expect(readConfig(variables(text), '1.2.3').queryKeyBy).toBe(expected);
  });

  test.each(['REQUESTED', 'alias', 'true'])('HEKSHER_QUERY_KEY_BY may not be %j', (text) => {
    expect(() => readConfig(variables(text), '1.2.3')).toThrow(/^HEKSHER_QUERY_KEY_BY: [^\n]+$/);
  });

  test('HEKSHER_QUERY_KEY_BY is the default for queries without key_by', async () => {
    const service = await startApp({ logLevel: 'info', queryKeyBy: 'requested' });
    const { name: alias } = await service.given.setting({ default_value: 1 });
    await service.heksher.rename(alias, { name: 'canonical_name', version: '1.1' });

    const silent = await service.heksher.query({ settings: alias });
    const canonical = await service.heksher.query({ settings: alias, key_by: 'canonical' });

    await service.stop();
    expect(silent.body).toEqual({ settings: { [alias]: bare(1) } });
    expect(canonical.body).toEqual({ settings: { canonical_name: bare(1) } });
  });
});

async function declarationOf(name: string) {
  const { body } = await app.heksher.setting(name);
  return body as { name: string; configurable_features: string[]; type: string; default_value: unknown };
}
