import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { serve } from '../support/app.js';
import { Heksher } from '../support/heksher.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let services: { close(): Promise<void> }[];
let logs: Record<string, unknown>[];
beforeEach(async () => {
  database = await createDatabase();
  services = [];
  logs = [];
});
afterEach(async () => {
  for (const service of services) await service.close();
  await database.drop();
});

/** Starts a service that expects these features. */
async function start(...startupContextFeatures: string[]): Promise<Heksher> {
  const service = await serve(database.url, logs, { startupContextFeatures });
  services.push(service);
  return new Heksher(service.url);
}

async function store(...rows: [name: string, index: number | null][]): Promise<void> {
  for (const row of rows) await database.sql('insert into context_features (name, index) values ($1, $2)', row);
}

async function stored(): Promise<[string, number | null][]> {
  const rows = await database.sql<{ name: string; index: number | null }>(
    'select name, index from context_features order by index nulls last, name',
  );
  return rows.map(({ name, index }) => [name, index]);
}

async function changes(): Promise<Record<string, unknown>[]> {
  return database.sql(
    "select action, actor, settings, before, after from changes where action not in ('external', 'schema.migrated') order by seq",
  );
}

describe('a service that starts with a list of features', () => {
  test('a service that starts with a list of features stores the list if there is none', async () => {
    const heksher = await start('user', 'trust', 'theme');

    expect((await heksher.features()).body).toEqual({ context_features: ['user', 'trust', 'theme'] });
    expect(await changes()).toEqual([
      {
        action: 'context_features.adapted',
        actor: expect.any(String),
        settings: null,
        before: [],
        after: ['user', 'trust', 'theme'],
      },
    ]);
    const added = { level: 'info', features: ['user', 'trust', 'theme'] };
    expect(logs).toContainEqual(expect.objectContaining(added));
  });

  test.each([
    ['before all', ['new', 'user', 'trust']],
    ['between two', ['user', 'new', 'trust']],
    ['after all', ['user', 'trust', 'new']],
    ['at several places', ['a', 'user', 'b', 'c', 'trust', 'd']],
  ])('a service that starts with a list of features inserts new features at their places: %s', async (_, expected) => {
    await store(['user', 0], ['trust', 1]);

    const heksher = await start(...expected);

    expect((await heksher.features()).body).toEqual({ context_features: expected });
    expect(await stored()).toEqual(expected.map((name, index) => [name, index]));
    expect(logs.filter(({ level }) => level === 'warn')).toEqual([]);
    const inserted = expected.filter((name) => !['user', 'trust'].includes(name));
    expect(logs).toContainEqual(expect.objectContaining({ level: 'info', features: inserted }));
  });

  test('a service that starts with a list of features changes nothing if the list is the stored one', async () => {
    await store(['user', 0], ['trust', 1]);

    await start('user', 'trust');

    expect(await stored()).toEqual([
      ['user', 0],
      ['trust', 1],
    ]);
    expect(await changes()).toEqual([]);
    expect(logs.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test.each([
    ['have gaps', 5, 7],
    ['do not start at 0', 1, 2],
    ['are negative', -3, -1],
    ['are missing', null, null],
    ['are partly missing', 0, null],
  ])('a service that starts with a list of features repairs indices that %s, and warns', async (_, user, zone) => {
    await store(['user', user], ['zone', zone]);

    const heksher = await start('user', 'zone');

    expect((await heksher.feature('zone')).body).toEqual({ index: 1 });
    expect(await stored()).toEqual([
      ['user', 0],
      ['zone', 1],
    ]);
    expect(logs).toContainEqual(expect.objectContaining({ level: 'warn', features: expect.arrayContaining(['zone']) }));
    expect((await changes()).map(({ action }) => action)).toEqual(['context_features.adapted']);
  });

  test('a service that starts with a list of features repairs and inserts at once', async () => {
    await store(['user', 3], ['zone', 8]);

    await start('first', 'user', 'second', 'zone');

    expect(await stored()).toEqual([
      ['first', 0],
      ['user', 1],
      ['second', 2],
      ['zone', 3],
    ]);
    expect(logs).toContainEqual(expect.objectContaining({ level: 'warn', features: ['user', 'zone'] }));
    expect(logs).toContainEqual(expect.objectContaining({ level: 'info', features: ['first', 'second'] }));
  });

  test.each([
    ['lacks one', ['user', 'theme']],
    ['has another order', ['trust', 'user', 'theme', 'new']],
    ['knows none of them', ['new']],
  ])(
    'a service that starts with a list of features does not start, and changes nothing, where the list %s',
    async (_, expected) => {
      await store(['user', 0], ['trust', 1], ['theme', 4]);

      const starting = start(...expected);

      const error: unknown = await starting.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(Error);
      const { message } = error as Error;
      expect(message).toContain('HEKSHER_STARTUP_CONTEXT_FEATURES');
      expect(message).toContain('user, trust, theme');
      expect(message).toContain(expected.join(', '));
      expect(await stored()).toEqual([
        ['user', 0],
        ['trust', 1],
        ['theme', 4],
      ]);
      expect(await changes()).toEqual([]);
    },
  );

  test('a service that starts with a list of features keeps the settings and rules of features that it moves', async () => {
    const first = await start('user', 'theme');
    const setting = { name: 'size', type: 'int', default_value: 0, configurable_features: ['theme', 'user'] };
    await first.declare(setting);
    const feature_values = { user: 'jim', theme: 'dark' };
    const added = await first.addRule({ setting: 'size', feature_values, value: 1 });

    const second = await start('account', 'user', 'trust', 'theme', 'last');

    const { rule_id: rule } = added.body as { rule_id: number };
    expect((await second.rule(rule)).body).toMatchObject({
      feature_values: [
        ['user', 'jim'],
        ['theme', 'dark'],
      ],
    });
    expect((await second.setting('size')).body).toMatchObject({ configurable_features: ['user', 'theme'] });
    expect((await first.features()).body).toEqual({
      context_features: ['account', 'user', 'trust', 'theme', 'last'],
    });
  });
});

test('a service that starts without a list leaves the stored one as it is', async () => {
  await store(['user', 3], ['trust', 7]);
  services.push(await serve(database.url, logs));

  expect(await stored()).toEqual([
    ['user', 3],
    ['trust', 7],
  ]);
});

test('gaps in the stored indices do not matter to the API, which counts places in the list', async () => {
  await store(['user', 3], ['trust', 7]);
  const service = await serve(database.url, logs);
  services.push(service);
  const heksher = new Heksher(service.url);

  const answers = [await heksher.features(), await heksher.feature('trust')];

  expect(answers.map(({ body }) => body)).toEqual([{ context_features: ['user', 'trust'] }, { index: 1 }]);
});

test('several replicas may start at once, and one of them changes the list', async () => {
  await store(['user', 5], ['theme', 9]);
  const expected = ['account', 'user', 'trust', 'theme'];

  const replicas = await Promise.all(Array.from({ length: 5 }, () => start(...expected)));

  for (const replica of replicas) expect((await replica.features()).body).toEqual({ context_features: expected });
  expect(await stored()).toEqual(expected.map((name, index) => [name, index]));
  expect((await changes()).map(({ action }) => action)).toEqual(['context_features.adapted']);
  expect(logs.filter(({ message }) => message === 'repaired the indices of context features')).toHaveLength(1);
});

test('replicas may start on an empty database at once', async () => {
  const replicas = await Promise.all(Array.from({ length: 5 }, () => start('user', 'theme')));

  for (const { url } of replicas) {
    expect((await new Heksher(url).features()).body).toEqual({ context_features: ['user', 'theme'] });
  }
  expect(await changes()).toHaveLength(1);
});
