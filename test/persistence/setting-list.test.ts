import { beforeAll, expect, test } from '@jest/globals';
import { startApp, useApp } from '../support/app.js';
import type { Declared, Heksher } from '../support/heksher.js';
import { MetricsText } from '../support/metrics.js';

const app = useApp({ logLevel: 'info' }); // with the fast lane, as in production
let replicas: Heksher[];

beforeAll(async () => {
  replicas = [app.heksher, await app.replica()];
});

const WHOLE = '?include_additional_data=true';

async function rulesetsMetric(name: 'entries' | 'misses_total'): Promise<number> {
  const { text } = await app.heksher.get('/metrics');
  return new MetricsText(text).value(`heksher_cache_${name}`, { cache: 'rulesets' }) ?? NaN;
}

const listOf = async (heksher: Heksher, query = WHOLE): Promise<{ name: string }[]> =>
  ((await heksher.settings(query)).body as { settings: { name: string }[] }).settings;

/** The list, made from single reads of the settings. */
async function gathered(heksher: Heksher): Promise<unknown[]> {
  const rows = await app.database.sql<{ name: string }>('select name from settings order by name collate "C"');
  return Promise.all(rows.map(async ({ name }) => (await heksher.setting(name)).body));
}

test('a list of settings loads no rules', async () => {
  const settings = [await app.given.setting(), await app.given.setting(), await app.given.setting()];
  const before = await rulesetsMetric('entries');

  for (const query of ['', WHOLE]) {
    const names = (await listOf(app.heksher, query)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(settings.map(({ name }) => name)));
  }

  expect(await rulesetsMetric('entries')).toBe(before + 1); // the list
});

test('changes of rules leave the list in memory, and its entity tag as it was', async () => {
  const { name, configurable_features } = await app.given.setting();
  const [feature = ''] = configurable_features;
  await app.given.rule({ setting: name, feature_values: { [feature]: 'w' }, value: 1 }); // loads the setting
  const before = await app.heksher.settings(WHOLE);
  const misses = await rulesetsMetric('misses_total');

  const id = await app.given.rule({ setting: name, feature_values: { [feature]: 'x' }, value: 1 });
  const added = await app.heksher.settings(WHOLE);
  await app.heksher.setRuleValue(id, 2);
  await app.heksher.deleteRule(id);
  const deleted = await app.heksher.settings(WHOLE);

  expect([added, deleted].map(({ headers }) => headers.get('etag'))).toEqual(Array(2).fill(before.headers.get('etag')));
  expect(await rulesetsMetric('misses_total')).toBe(misses);
});

const CHANGES: Record<string, (setting: Declared, heksher: Heksher) => Promise<unknown>> = {
  'a new setting': async ({ configurable_features }, heksher) =>
    heksher.declare({ name: 'added', configurable_features, type: 'int', default_value: 1 }),
  'an upgrade': async (setting, heksher) => heksher.declare({ ...setting, default_value: 7, version: '1.1' }),
  'a new type': async ({ name }, heksher) => heksher.setType(name, { type: 'float', version: '2.0' }),
  'a new name': async ({ name }, heksher) => heksher.rename(name, { name: `${name}_renamed`, version: '2.0' }),
  'a new alias': async ({ name }, heksher) => heksher.put(`/api/v1/settings/${name}/aliases/${name}-too`, undefined),
  'other features': async ({ name }, heksher) =>
    heksher.setFeatures(name, { configurable_features: ['first'], version: '2.0' }),
  'other metadata': async ({ name }, heksher) =>
    heksher.put(`/api/v1/settings/${name}/metadata`, { metadata: { owner: 'us' }, version: '2.0' }),
  'the order of its features': async (_, heksher) => heksher.moveFeature('first', { to_after: 'last' }),
  'its deletion': async ({ name }, heksher) => heksher.deleteSetting(name),
  'a write beside the service': async ({ name }) =>
    app.database.sql('update settings set default_value = $1 where name = $2', ['5', name]),
};

test.each(Object.keys(CHANGES))('the next list of every replica shows %s', async (kind) => {
  for (const name of ['first', 'last']) await app.heksher.addFeature(name);
  const setting = await app.given.setting({ configurable_features: ['first', 'last'] });
  const [writer, reader] = replicas as [Heksher, Heksher];
  const before = await Promise.all(replicas.map((heksher) => listOf(heksher)));

  await CHANGES[kind]?.(setting, writer);

  const lists = await Promise.all([listOf(reader), listOf(writer)]);
  const expected = await gathered(reader);
  expect(lists).toEqual([expected, expected]);
  expect(lists[0]).not.toEqual(before[0]);
});

test('lists read during changes show the changes in one order', async () => {
  const declared = await app.given.setting({ default_value: 0 });
  const valueOf = async (heksher: Heksher) =>
    (await listOf(heksher)).find(({ name }) => name === declared.name) as unknown as { default_value: number };
  let acknowledged = 0;
  let isDone = false;

  const read = async (heksher: Heksher) => {
    while (!isDone) {
      const atLeast = acknowledged;
      expect((await valueOf(heksher)).default_value).toBeGreaterThanOrEqual(atLeast);
    }
  };
  const readers = [...replicas, ...replicas].map(read);
  for (let value = 1; value <= 40; value++) {
    await replicas[value % 2]?.declare({ ...declared, default_value: value, version: `1.${value}` });
    acknowledged = value;
  }
  isDone = true;

  await Promise.all(readers);
  expect(await valueOf(app.heksher)).toMatchObject({ default_value: 40 });
});

test('the list of a service without settings is empty, even after a setting was created and deleted', async () => {
  const empty = await startApp();
  try {
    expect((await empty.heksher.settings()).body).toEqual({ settings: [] });
    const { name } = await empty.given.setting();
    await empty.heksher.deleteSetting(name);
    expect((await empty.heksher.settings()).body).toEqual({ settings: [] });
  } finally {
    await empty.stop();
  }
});
