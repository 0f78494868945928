import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Declared } from '../support/heksher.js';

const app = useApp();

const PATH = '/api/v1/settings';

interface Change {
  action: string;
  actor: string | null;
  settings: string[] | null;
  before: unknown;
  after: unknown;
}

/** The changes that some work adds to the log. */
async function changesOf(work: () => Promise<unknown>): Promise<Change[]> {
  const [head] = await app.database.sql<{ seq: string }>('select seq from revision_head');
  await work();
  return app.database.sql('select action, actor, settings, before, after from changes where seq > $1 order by seq', [
    head?.seq,
  ]);
}

async function stored(name: string): Promise<Record<string, unknown>> {
  return (await app.heksher.setting(name)).body as Record<string, unknown>;
}

async function newSetting(attributes: Partial<Declared> = {}): Promise<Declared> {
  const configurable_features = [await app.given.feature()];
  return { name: uniqueName('setting'), type: 'int', default_value: 1, configurable_features, ...attributes };
}

describe('the change log records a setting', () => {
  test('the change log records a setting that its first declaration creates', async () => {
    const setting = await newSetting({ metadata: { a: null } });

    const changes = await changesOf(() => app.heksher.declare(setting));

    const after = { ...setting, aliases: [], version: '1.0' };
    expect(changes).toEqual([
      { action: 'setting.created', actor: null, settings: [setting.name], before: null, after },
    ]);
  });

  test('the change log records a setting that a later declaration upgrades', async () => {
    const setting = await app.given.setting({ metadata: { a: 1 } });
    const before = await stored(setting.name);

    const changes = await changesOf(() =>
      app.heksher.declare({ ...setting, default_value: 0, type: 'float', metadata: {}, version: '2.0' }),
    );

    const after = { ...before, type: 'float', default_value: 0, metadata: {}, version: '2.0' };
    expect(changes).toEqual([{ action: 'setting.upgraded', actor: null, settings: [setting.name], before, after }]);
  });

  test('the change log records a setting that a declaration renames, under both names', async () => {
    const setting = await app.given.setting();
    const before = await stored(setting.name);
    const name = uniqueName('setting');

    const changes = await changesOf(() =>
      app.heksher.declare({ ...setting, name, alias: setting.name, version: '1.1' }),
    );

    const after = { ...before, name, aliases: [setting.name], version: '1.1' };
    expect(changes).toEqual([
      { action: 'setting.upgraded', actor: null, settings: [setting.name, name], before, after },
    ]);
  });

  test('the change log records a setting that gets another type', async () => {
    const setting = await app.given.setting({ type: 'float' });
    const before = await stored(setting.name);

    const changes = await changesOf(() => app.heksher.setType(setting.name, { type: 'int', version: '1.1' }));

    const after = { ...before, type: 'int', version: '1.1' };
    expect(changes).toEqual([{ action: 'setting.type_changed', actor: null, settings: [setting.name], before, after }]);
  });

  test('the change log records a setting that gets another name, under both names', async () => {
    const setting = await app.given.setting();
    const before = await stored(setting.name);
    const name = uniqueName('setting');

    const changes = await changesOf(() => app.heksher.rename(setting.name, { name, version: '1.0' }));

    const after = { ...before, name, aliases: [setting.name] };
    expect(changes).toEqual([
      { action: 'setting.renamed', actor: null, settings: [setting.name, name], before, after },
    ]);
  });

  test('the change log records a setting that gets other configurable features', async () => {
    const features = [await app.given.feature(), await app.given.feature()];
    const setting = await app.given.setting({ configurable_features: features });
    const before = await stored(setting.name);
    const configurable_features = features.slice(1);

    const changes = await changesOf(() =>
      app.heksher.setFeatures(setting.name, { configurable_features, version: '1.1' }),
    );

    const action = 'setting.configurable_features_changed';
    const after = { ...before, configurable_features, version: '1.1' };
    expect(changes).toEqual([{ action, actor: null, settings: [setting.name], before, after }]);
  });

  test.each([
    ['POST', '', { metadata: { b: 2 } }, { a: 1, b: 2 }],
    ['PUT', '', { metadata: { b: 2 } }, { b: 2 }],
    ['DELETE', '', {}, {}],
    ['PUT', '/a', { value: null }, { a: null }],
    ['DELETE', '/a', {}, {}],
    ['DELETE', '/b', {}, { a: 1 }],
  ])('the change log records a setting that gets other metadata by %s …%s', async (method, at, body, metadata) => {
    const setting = await app.given.setting({ metadata: { a: 1 } });
    const before = await stored(setting.name);

    const changes = await changesOf(() =>
      app.heksher.send(method, `${PATH}/${setting.name}/metadata${at}`, { ...body, version: '1.1' }),
    );

    const after = { ...before, metadata, version: '1.1' };
    expect(changes).toEqual([
      { action: 'setting.metadata_changed', actor: null, settings: [setting.name], before, after },
    ]);
  });

  test.each(['type', 'name', 'configurable_features'])(
    'the change log records a setting whose version is raised while its %s stays the same',
    async (member) => {
      const setting = await app.given.setting();
      const before = await stored(setting.name);

      const changes = await changesOf(() =>
        app.heksher.put(`${PATH}/${setting.name}/${member}`, { [member]: before[member], version: '1.1' }),
      );

      const after = { ...before, version: '1.1' };
      expect(changes).toEqual([
        { action: 'setting.version_raised', actor: null, settings: [setting.name], before, after },
      ]);
    },
  );

  test('the change log records a setting that is deleted, with its rules', async () => {
    const setting = await app.given.setting({ metadata: { a: 1 } });
    const [feature = ''] = setting.configurable_features;
    const rule = await app.given.rule({ setting: setting.name, feature_values: { [feature]: 'x' }, value: 7 });
    const before = await stored(setting.name);

    const changes = await changesOf(() => app.heksher.deleteSetting(setting.name));

    expect(changes).toEqual([
      { action: 'setting.deleted', actor: null, settings: [setting.name], before: expect.anything(), after: null },
    ]);
    expect(changes[0]?.before).toMatchObject({ ...before, rules: [{ value: 7 }] });
    expect(JSON.stringify(changes[0]?.before)).toContain(String(rule));
  });

  test('the change log records a setting under its canonical name, whatever name the request used', async () => {
    const setting = await app.given.setting();
    const name = uniqueName('setting');
    await app.heksher.rename(setting.name, { name, version: '1.0' });

    const changes = await changesOf(async () => {
      await app.heksher.setType(setting.name, { type: 'float', version: '2.0' });
      await app.heksher.put(`${PATH}/${setting.name}/metadata/a`, { value: 1, version: '2.1' });
      await app.heksher.deleteSetting(setting.name);
    });

    expect(changes.map(({ settings }) => settings)).toEqual([[name], [name], [name]]);
  });

  test('the change log records a setting with all the digits of its numbers', async () => {
    const setting = await app.given.setting({ type: 'float' });
    const body = { ...setting, metadata: { a: '?' }, version: '1.1' };
    const text = JSON.stringify(body).replace('"?"', '12345678901234567890').replace(':0,', ':0.1000000000000000055,');

    await app.heksher.send('POST', `${PATH}/declare`, text);

    const [change] = await app.database.sql<{ after: string }>(
      'select after::text from changes where $1 = any (settings) order by seq desc limit 1',
      [setting.name],
    );
    expect(change?.after).toContain('"default_value":0.1000000000000000055,"metadata":{"a":12345678901234567890}');
  });

  test('the change log records a new setting once if fifty clients declare it at once', async () => {
    const setting = await newSetting();

    const changes = await changesOf(() => Promise.all(Array.from({ length: 50 }, () => app.heksher.declare(setting))));

    expect(changes.map(({ action }) => action)).toEqual(['setting.created']);
  });
});

test.each([
  [{ 'X-Forwarded-Email': 'ann@example.com', 'X-Forwarded-User': 'ann' }, 'ann@example.com'],
  [{ 'X-Forwarded-User': 'ann' }, 'ann'],
  [{ 'X-Forwarded-Email': '', 'X-Forwarded-User': 'ann' }, 'ann'],
  [{}, null],
])('the change log records the actor: %j is %s', async (headers, actor) => {
  const setting = await newSetting();

  const changes = await changesOf(async () => {
    await app.heksher.send('POST', `${PATH}/declare`, setting, headers);
    await app.heksher.send('PUT', `${PATH}/${setting.name}/type`, { type: 'float', version: '2.0' }, headers);
    await app.heksher.send('PUT', `${PATH}/${setting.name}/metadata/a`, { value: 1, version: '2.1' }, headers);
    await app.heksher.send('DELETE', `${PATH}/${setting.name}`, undefined, headers);
  });

  expect(changes.map((change) => change.actor)).toEqual([actor, actor, actor, actor]);
});

test('a request that is refused or changes nothing leaves no row in the change log', async () => {
  const setting = await app.given.setting({ metadata: { a: 1 } });
  const other = await app.given.setting();
  const [feature = ''] = setting.configurable_features;
  await app.given.rule({ setting: setting.name, feature_values: { [feature]: 'x' }, value: 7 });
  const { name } = setting;
  const answers: Answer[] = [];

  const changes = await changesOf(async () => {
    answers.push(
      await app.heksher.declare(setting),
      await app.heksher.declare({ ...setting, version: '0.9' }),
      await app.heksher.declare({ ...setting, default_value: 5 }),
      await app.heksher.declare({ ...setting, type: 'float', version: '1.1' }),
      await app.heksher.declare({ ...setting, type: 'str', default_value: '', version: '2.0' }),
      await app.heksher.declare({ ...setting, configurable_features: [feature, 'nobody'], version: '2.0' }),
      await app.heksher.declare({ ...setting, name: uniqueName('setting'), version: '1.1' }),
      await app.heksher.declare({ ...setting, alias: other.name, version: '1.1' }),
      await app.heksher.setType(name, { type: 'int', version: '1.0' }),
      await app.heksher.setType(name, { type: 'str', version: '2.0' }),
      await app.heksher.setType(name, { type: 'float', version: '1.0' }),
      await app.heksher.rename(name, { name, version: '1.0' }),
      await app.heksher.rename(name, { name: other.name, version: '1.1' }),
      await app.heksher.setFeatures(name, { configurable_features: [feature], version: '1.0' }),
      await app.heksher.setFeatures(name, { configurable_features: other.configurable_features, version: '2.0' }),
      await app.heksher.post(`${PATH}/${name}/metadata`, { metadata: { b: 2 }, version: '1.0' }),
      await app.heksher.delete(`${PATH}/${name}/metadata`, { version: '1.0' }),
      await app.heksher.deleteSetting('nobody'),
    );
  });

  const refused = [409, 409, 409, 404, 400, 409];
  expect(answers.map(({ status }) => status)).toEqual([
    200,
    200,
    ...refused,
    204,
    409,
    409,
    204,
    409,
    204,
    409,
    409,
    409,
    404,
  ]);
  expect(changes).toEqual([]);
});

test('the changes are a chain: each has the one before as its parent, and the head is the last one', async () => {
  const setting = await app.given.setting();
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => app.heksher.setType(setting.name, { type: 'int', version: `1.${i + 1}` })),
  );
  await app.heksher.deleteSetting('nobody');
  await app.database.sql('delete from settings where name = $1', [setting.name]);
  await app.given.setting();

  const changes = await app.database.sql<{ seq: string; id: string; parent: string }>(
    'select seq, id, parent from changes order by seq',
  );

  const [head] = await app.database.sql('select seq, id, parent from revision_head');
  expect(changes.at(-1)).toEqual(head);
  expect(changes.length).toBeGreaterThan(3);
  expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
  for (const [index, { seq, parent }] of changes.entries()) {
    expect(seq).toBe(String(index + 1));
    if (index > 0) expect(parent).toBe(changes[index - 1]?.id);
  }
});

describe('a write of another program', () => {
  test('a write of another program is seen at once, and is an external change that names the setting', async () => {
    const setting = await app.given.setting();

    const changes = await changesOf(() =>
      app.database.sql("update settings set default_value = '42' where name = $1", [setting.name]),
    );

    expect(await stored(setting.name)).toMatchObject({ default_value: 42 });
    expect(changes).toEqual([{ action: 'external', actor: null, settings: [setting.name], before: null, after: null }]);
  });

  test('a write of another program is one change, however many tables its transaction touches', async () => {
    const setting = await app.given.setting();
    const name = uniqueName('setting');

    const changes = await changesOf(() =>
      app.database.sql(`
        do $$
        begin
          insert into settings (name, type, default_value, version) values ('${name}', 'int', '1.0', '1.0');
          insert into configurable select '${name}', context_feature from configurable where setting = '${setting.name}';
          insert into setting_aliases (setting, alias) values ('${name}', '${name}.alias');
          insert into setting_metadata (setting, key, value) values ('${name}', 'a', '1.0');
        end $$`),
    );

    expect(changes.map(({ action }) => action)).toEqual(['external']);
    expect((await app.heksher.setting(`${name}.alias`)).body).toEqual({
      name,
      configurable_features: setting.configurable_features,
      type: 'int',
      default_value: 1,
      metadata: { a: 1 },
      aliases: [`${name}.alias`],
      version: '1.0',
    });
  });

  test('a write of another program counts in the next declaration', async () => {
    const setting = await app.given.setting();
    await app.database.sql("update settings set default_value = '42', version = '1.7' where name = $1", [setting.name]);

    const answer = await app.heksher.declare({ ...setting, version: '1.6' });

    expect(answer.body).toEqual({
      outcome: 'outdated',
      latest_version: '1.7',
      differences: [{ level: 'minor', attribute: 'default_value', latest_value: 42 }],
    });
  });

  test('a number that another program writes is read as an integer if the type is int', async () => {
    const setting = await app.given.setting({ type: 'Sequence<int>', default_value: [] });
    await app.database.sql("update settings set default_value = '[1.0, 1e3]' where name = $1", [setting.name]);

    const answer = await app.heksher.setting(setting.name);

    expect(answer.text).toContain('"default_value":[1,1000],');
  });
});
