import { beforeAll, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Heksher } from '../support/heksher.js';

const app = useApp({ logLevel: 'info' }); // with the fast lane, as in production
let replicas: Heksher[];

beforeAll(async () => {
  replicas = [app.heksher, await app.replica()];
});

const valueOf = async (heksher: Heksher, setting: string): Promise<unknown> => {
  const { body } = await heksher.query({ settings: setting });
  return (body as { settings: Record<string, { rules: { value: unknown }[] }> }).settings[setting]?.rules[0]?.value;
};

describe('an acknowledged write', () => {
  test('every read after an acknowledged write shows it, on every replica', async () => {
    const { name, configurable_features } = await app.given.setting();
    const [feature = ''] = configurable_features;
    const id = await app.given.rule({ setting: name, feature_values: { [feature]: 'x' }, value: 0 });

    for (let value = 1; value <= 60; value++) {
      const [writer, reader] = value % 2 === 0 ? replicas : [...replicas].reverse();
      const answer = await (writer as Heksher).setRuleValue(id, value);

      expect(answer.status).toBe(204);
      expect(await valueOf(reader as Heksher, name)).toBe(value);
      expect(await valueOf(writer as Heksher, name)).toBe(value);
    }
  });

  test('reads of all replicas show writes in one order, whoever made them', async () => {
    const { name, configurable_features } = await app.given.setting();
    const [feature = ''] = configurable_features;
    const id = await app.given.rule({ setting: name, feature_values: { [feature]: 'x' }, value: 0 });
    let acknowledged = 0;
    let isDone = false;

    const read = async (heksher: Heksher) => {
      let last = 0;
      while (!isDone) {
        const atLeast = acknowledged;
        const seen = (await valueOf(heksher, name)) as number;
        expect(seen).toBeGreaterThanOrEqual(Math.max(atLeast, last));
        last = seen;
      }
    };
    const readers = [...replicas, ...replicas].map(read);
    for (let value = 1; value <= 80; value++) {
      await (replicas[value % 2] as Heksher).setRuleValue(id, value);
      acknowledged = value;
    }
    isDone = true;

    await Promise.all(readers);
  });
});

test('an answer is of one state: two settings that are changed together are never seen apart', async () => {
  const left = await app.given.setting();
  const right = await app.given.setting();
  const names = [left.name, right.name];
  let isDone = false;

  const read = async (heksher: Heksher) => {
    while (!isDone) {
      const { body } = await heksher.query({ settings: names.join() });
      const { settings } = body as { settings: Record<string, { default_value: unknown }> };
      expect(settings[left.name]?.default_value).toBe(settings[right.name]?.default_value);
    }
  };
  const readers = [...replicas, ...replicas].map(read);
  for (let value = 1; value <= 80; value++) {
    // One statement, so one transaction, as another program would write it.
    await app.database.sql('update settings set default_value = $1 where name = any ($2)', [String(value), names]);
  }
  isDone = true;

  await Promise.all(readers);
  const { body } = await app.heksher.query({ settings: names.join() });
  expect(body).toMatchObject({ settings: { [left.name]: { default_value: 80 } } });
});

test('a write of another program is seen at once, in a transaction with savepoints as well', async () => {
  const { name, configurable_features } = await app.given.setting({ default_value: 1 });
  await valueOf(app.heksher, name);

  await app.database.sql(`
    begin;
    savepoint one; update settings set default_value = '2' where name = '${name}'; rollback to savepoint one;
    savepoint two; update settings set default_value = '3' where name = '${name}'; release savepoint two;
    with added as (insert into rules (setting, value) values ('${name}', '7') returning id)
      insert into conditions select id, '${configurable_features[0]}', 'x' from added;
    commit;
  `);

  for (const heksher of replicas) {
    const { body } = await heksher.query({ settings: name });
    expect(body).toMatchObject({ settings: { [name]: { default_value: 3, rules: [{ value: 7 }] } } });
    expect((await heksher.setting(name)).body).toMatchObject({ default_value: 3 });
  }
});

test('a declaration that was up to date is judged again once the setting has changed', async () => {
  const declared = await app.given.setting({ default_value: 1 });
  expect((await app.heksher.declare(declared)).body).toEqual({ outcome: 'uptodate' });
  expect((await app.heksher.declare(declared)).body).toEqual({ outcome: 'uptodate' });

  await replicas[1]?.declare({ ...declared, default_value: 2, version: '1.1' });

  expect((await app.heksher.declare(declared)).body).toMatchObject({ outcome: 'outdated', latest_version: '1.1' });
});

test('an unknown name finds a setting as soon as it has the name, and no longer once it is deleted', async () => {
  const name = uniqueName('late');
  const feature = await app.given.feature();
  expect((await app.heksher.setting(name)).status).toBe(404);

  await replicas[1]?.declare({ name, configurable_features: [feature], type: 'int', default_value: 0 });
  expect((await app.heksher.setting(name)).status).toBe(200);

  await replicas[1]?.rename(name, { name: `${name}_new`, version: '1.1' });
  expect((await app.heksher.setting(name)).body).toMatchObject({ name: `${name}_new`, aliases: [name] });

  await replicas[1]?.deleteSetting(name);
  expect((await app.heksher.setting(name)).status).toBe(404);
  expect((await app.heksher.query({ settings: name })).status).toBe(404);
});

test('a database that has lost its head still answers, and the next write restores the head', async () => {
  const { name } = await app.given.setting({ default_value: 5 });
  await app.heksher.query({ settings: name });

  await app.database.sql('delete from revision_head');
  expect((await app.heksher.query({ settings: name })).body).toMatchObject({
    settings: { [name]: { default_value: 5 } },
  });
  await app.database.sql("update settings set default_value = '6' where name = $1", [name]);

  expect(await app.database.sql('select from revision_head')).toHaveLength(1);
  for (const heksher of replicas) {
    expect((await heksher.query({ settings: name })).body).toMatchObject({
      settings: { [name]: { default_value: 6 } },
    });
  }
});
