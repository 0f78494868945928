import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Heksher } from '../support/heksher.js';

const app = useApp();
let replicas: [Heksher, Heksher];

beforeAll(async () => {
  replicas = [app.heksher, await app.replica()];
});
// No request may end in a 500.
afterEach(() => expect(app.logs.filter(({ level }) => level === 'error')).toEqual([]));

/** The projects that repeat these tests behind a pooler or as another role need fewer rounds to show the same. */
const ROUNDS = globalThis.serviceUrl ? 4 : 12;
const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort();
const outcome = ({ body }: Answer) => (body as { outcome?: string }).outcome;

describe('two declarations at once', () => {
  test('two declarations at once of the same new setting: one creates it, and for the other it is up to date', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const configurable_features = [await app.given.feature()];
      const setting = { name: uniqueName('race'), configurable_features, type: 'int', default_value: 1 };

      const answers = await Promise.all(replicas.map((heksher) => heksher.declare(setting)));

      expect(answers.map(outcome).sort()).toEqual(['created', 'uptodate']);
    }
  });

  test('two declarations at once of a new setting that differ: one creates it, the other is a mismatch', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const configurable_features = [await app.given.feature()];
      const name = uniqueName('race');

      const answers = await Promise.all(
        replicas.map((heksher, value) =>
          heksher.declare({ name, configurable_features, type: 'int', default_value: value }),
        ),
      );

      expect(answers.map(outcome).sort()).toEqual(['created', 'mismatch']);
    }
  });

  test('two declarations at once that claim one version for different things: one upgrades', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const setting = await app.given.setting();

      const answers = await Promise.all(
        replicas.map((heksher, at) => heksher.declare({ ...setting, default_value: at + 1, version: '1.1' })),
      );

      expect(answers.map(outcome).sort()).toEqual(['mismatch', 'upgraded']);
    }
  });

  test('two declarations at once that rename different settings to one name: one gets it', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const settings = [await app.given.setting(), await app.given.setting()];
      const name = uniqueName('race');

      const answers = await Promise.all(
        replicas.map((heksher, at) => heksher.rename(settings[at]?.name ?? '', { name, version: '1.1' })),
      );

      expect(statuses(answers)).toEqual([204, 409]);
    }
  });
});

test('when equal rules are added at once, one is created', async () => {
  const { name, configurable_features } = await app.given.setting();
  const [feature = ''] = configurable_features;
  const rule = { setting: name, feature_values: { [feature]: 'x' }, value: 1 };

  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => (replicas[i % 2] as Heksher).addRule(rule)));

  expect(statuses(answers)).toEqual([201, ...Array.from({ length: 49 }, () => 409)]);
});

test('a change of type that races a new rule never leaves a rule of the wrong type', async () => {
  const seen = new Set<string>();
  for (let round = 0; round < ROUNDS * 2; round++) {
    const { name, configurable_features } = await app.given.setting({ type: 'float' });
    const [feature = ''] = configurable_features;
    const add = () => replicas[0].addRule({ setting: name, feature_values: { [feature]: 'x' }, value: 1.5 });
    const change = () => replicas[1].setType(name, { type: 'int', version: '1.1' });

    const [rule, type] = await (round % 2 === 0
      ? Promise.all([add(), change()])
      : Promise.all([change(), add()]).then(([changed, added]) => [added, changed]));

    const { body } = await app.heksher.setting(name);
    const isChanged = (body as { type: string }).type === 'int';
    seen.add(`${rule?.status} ${type?.status}`);
    expect([rule?.status, type?.status]).toEqual(isChanged ? [400, 204] : [201, 409]);
  }
  expect(seen.size).toBeGreaterThan(0);
});

test('when a feature is deleted while a declaration uses it, one of the two is refused', async () => {
  for (let round = 0; round < ROUNDS * 2; round++) {
    const feature = await app.given.feature();
    const name = uniqueName('race');
    const declare = () =>
      replicas[0].declare({ name, configurable_features: [feature], type: 'int', default_value: 1 });
    const remove = () => replicas[1].deleteFeature(feature);

    const [declared, removed] = await (round % 2 === 0
      ? Promise.all([declare(), remove()])
      : Promise.all([remove(), declare()]).then(([first, second]) => [second, first]));

    expect([
      [200, 409],
      [404, 204],
    ]).toContainEqual([declared?.status, removed?.status]);
    expect((await app.heksher.setting(name)).status).toBe(declared?.status);
  }
});

test('features that are moved, added and deleted at once keep places from 0 without gaps', async () => {
  const names = await app.given.features(...Array.from({ length: 6 }, () => uniqueName('moved')));
  const [first = '', second = '', third = '', fourth = '', fifth = '', sixth = ''] = names;

  const answers = await Promise.all([
    replicas[0].moveFeature(first, { to_after: sixth }),
    replicas[1].moveFeature(sixth, { to_before: second }),
    replicas[0].deleteFeature(third),
    replicas[1].moveFeature(fifth, { to_after: second }),
    replicas[0].addFeature(uniqueName('moved')),
    replicas[1].moveFeature(fourth, { to_before: first }),
  ]);

  const rows = await app.database.sql<{ index: number }>('select index from context_features order by index');
  expect(statuses(answers)).toEqual(answers.map(() => 204));
  expect(rows.map(({ index }) => index)).toEqual(rows.map((_, at) => at));
});

test('a setting that is deleted while rules are added to it leaves none of them', async () => {
  const { name, configurable_features } = await app.given.setting();
  const [feature = ''] = configurable_features;

  const [removed, ...added] = await Promise.all([
    replicas[0].deleteSetting(name),
    ...Array.from({ length: 10 }, (_, i) =>
      replicas[1].addRule({ setting: name, feature_values: { [feature]: `${i}` }, value: 1 }),
    ),
  ]);

  expect(removed?.status).toBe(204);
  for (const { status } of added) expect([201, 422]).toContain(status);
  expect(await app.database.sql('select from rules where setting = $1', [name])).toEqual([]);
});

test('a rule is found by any name of its setting while the setting is renamed back and forth', async () => {
  const setting = await app.given.setting();
  const [feature = ''] = setting.configurable_features;
  const names = [setting.name, uniqueName('renamed')] as const;
  const id = await app.given.rule({ setting: setting.name, feature_values: { [feature]: 'x' }, value: 1 });
  await app.heksher.rename(names[0], { name: names[1], version: '1.1' });
  let isDone = false;
  const search = async () => {
    while (!isDone) {
      const answer = await replicas[1].searchRule(names[0], `${feature}:x`);
      expect([answer.status, answer.body]).toEqual([200, { rule_id: id }]);
    }
  };

  const searches = [search(), search(), search()];
  for (let round = 0; round < ROUNDS * 5; round++) {
    await replicas[0].rename(names[0], { name: names[round % 2] as string, version: '1.1' });
  }
  isDone = true;

  await Promise.all(searches);
});
