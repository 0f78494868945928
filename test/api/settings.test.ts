import { describe, expect, test } from '@jest/globals';
import { startApp, useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Declared } from '../support/heksher.js';

const app = useApp();

const PATH = '/api/v1/settings';

async function stored(name: string): Promise<unknown> {
  return (await app.heksher.setting(name)).body;
}

/** A setting at 1.1 with an alias. */
async function renamedSetting(attributes: Partial<Declared> = {}): Promise<{ setting: Declared; alias: string }> {
  const { name: alias, ...rest } = await app.given.setting(attributes);
  const setting = { ...rest, name: uniqueName('setting'), version: '1.1' };
  await app.given.setting({ ...setting, alias });
  return { setting, alias };
}

describe('a setting', () => {
  test('a setting is shown whole, by its name and by its alias', async () => {
    const { setting, alias } = await renamedSetting({ type: 'str', default_value: 'a', metadata: { owner: null } });

    const byName = await app.heksher.setting(setting.name);
    const byAlias = await app.heksher.setting(alias);

    expect(byName.status).toBe(200);
    expect(byName.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(byName.body).toEqual({
      name: setting.name,
      configurable_features: setting.configurable_features,
      type: 'str',
      default_value: 'a',
      metadata: { owner: null },
      aliases: [alias],
      version: '1.1',
    });
    expect(byAlias.text).toBe(byName.text);
  });

  test('a setting lists its aliases in the order of their code points', async () => {
    const setting = await app.given.setting();
    const names = ['b', 'B', '_b', 'a', 'b.c', 'b9'].map((name) => `${setting.name}${name}`);
    for (const name of names) await app.heksher.rename(setting.name, { name, version: '1.0' });

    const answer = await app.heksher.setting(setting.name);

    const aliases = [setting.name, ...names.slice(0, -1)].sort();
    expect(answer.body).toMatchObject({ name: names.at(-1), aliases });
  });

  test.each(['constructor', '__proto__', 'declare', 'a..b.', '_', '0', 'x'.repeat(255)])(
    'a setting may be called %s',
    async (name) => {
      await app.given.setting({ name });

      const answer = await app.heksher.setting(name);

      expect(answer.body).toMatchObject({ name });
    },
  );

  test('a setting that does not exist is not found, and the answer names it', async () => {
    const answer = await app.heksher.setting('nobody');

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'no setting is called "nobody"',
      instance: `${PATH}/nobody`,
      request_id: expect.any(String),
      missing: ['nobody'],
    });
  });

  test.each(['two%20words', 'newline%0A', 'a%2Fb', '%C3%A9', "'%22;--", 'x'.repeat(300)])(
    'a setting is not found by the name %s, which no setting can have',
    async (name) => {
      const answer = await app.heksher.setting(name);

      expect(answer.status).toBe(404);
    },
  );

  test('a setting is not found by a name with U+0000, on any route', async () => {
    const name = 'nul%00';

    const answers = [
      await app.heksher.setting(name),
      await app.heksher.deleteSetting(name),
      await app.heksher.setType(name, { type: 'int', version: '1.1' }),
      await app.heksher.rename(name, { name: 'other', version: '1.1' }),
      await app.heksher.get(`${PATH}/${name}/metadata`),
    ];

    for (const { status } of answers) expect([404, 422]).toContain(status);
  });
});

describe('the list of settings', () => {
  test('the list of settings is empty if there are none', async () => {
    const empty = await startApp();
    try {
      const answer = await empty.heksher.settings();

      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(answer.text).toBe('{"settings":[]}');
    } finally {
      await empty.stop();
    }
  });

  test('the list of settings is sorted by the code points of names, and has type, default value and version', async () => {
    const own = await startApp();
    try {
      const feature = await own.given.feature();
      const names = ['b', 'a', 'Z', '_x', 'a.b', 'a_b', 'aB', 'B', '9', '10'];
      for (const name of names) await own.given.setting({ name, configurable_features: [feature] });

      const answer = await own.heksher.settings();

      const sorted = ['10', '9', 'B', 'Z', '_x', 'a', 'a.b', 'aB', 'a_b', 'b'];
      expect(answer.body).toEqual({
        settings: sorted.map((name) => ({ name, type: 'int', default_value: 0, version: '1.0' })),
      });
    } finally {
      await own.stop();
    }
  });

  test.each(['true', '1', 'yes', 'on', 'TRUE', 'Yes', 'oN'])(
    'the list of settings has everything with the flag %s',
    async (flag) => {
      const { setting, alias } = await renamedSetting({ metadata: { a: 1 } });

      const answer = await app.heksher.settings(`?include_additional_data=${flag}`);

      expect(answer.status).toBe(200);
      const { settings } = answer.body as { settings: Declared[] };
      expect(settings.find(({ name }) => name === setting.name)).toEqual({
        name: setting.name,
        configurable_features: setting.configurable_features,
        type: 'int',
        default_value: 0,
        metadata: { a: 1 },
        aliases: [alias],
        version: '1.1',
      });
      expect(settings.find(({ name }) => name === alias)).toBeUndefined();
    },
  );

  test.each(['false', '0', 'no', 'off', 'False', 'OFF'])(
    'the list of settings is short with the flag %s',
    async (flag) => {
      const setting = await app.given.setting();

      const answer = await app.heksher.settings(`?include_additional_data=${flag}`);

      const { settings } = answer.body as { settings: Declared[] };
      expect(settings.find(({ name }) => name === setting.name)).toEqual({
        name: setting.name,
        type: 'int',
        default_value: 0,
        version: '1.0',
      });
    },
  );

  test.each(['maybe', '2', '', 'true%0A', 'constructor'])(
    'the list of settings does not know the flag %j',
    async (flag) => {
      const answer = await app.heksher.settings(`?include_additional_data=${flag}`);

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({
        detail: expect.stringContaining('include_additional_data'),
        errors: [{ parameter: 'include_additional_data', message: expect.any(String) }],
      });
    },
  );
});

describe('deleting a setting', () => {
  test('deleting a setting deletes its rules, aliases and metadata, and frees its names', async () => {
    const { setting, alias } = await renamedSetting({ metadata: { a: 1 } });
    const [feature = ''] = setting.configurable_features;
    const feature_values = { [feature]: 'a' };
    const rule = await app.given.rule({ setting: setting.name, feature_values, value: 1, metadata: { b: 2 } });

    const answer = await app.heksher.deleteSetting(setting.name);

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect((await app.heksher.setting(setting.name)).status).toBe(404);
    expect((await app.heksher.setting(alias)).status).toBe(404);
    expect((await app.heksher.rule(rule)).status).toBe(404);
    const renewed = await app.heksher.declare({ ...setting, name: alias, metadata: {}, version: '1.0' });
    expect(renewed.body).toEqual({ outcome: 'created' });
    expect(await stored(alias)).toMatchObject({ metadata: {}, aliases: [] });
  });

  test('deleting a setting works by an alias', async () => {
    const { setting, alias } = await renamedSetting();

    const answer = await app.heksher.deleteSetting(alias);

    expect(answer.status).toBe(204);
    expect((await app.heksher.setting(setting.name)).status).toBe(404);
  });

  test('deleting a setting that does not exist is not found', async () => {
    const answer = await app.heksher.deleteSetting('nobody');

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: 'no setting is called "nobody"', instance: `${PATH}/nobody` });
  });

  test('deleting a setting fifty times at once deletes it once', async () => {
    const { name } = await app.given.setting();

    const answers = await fiftyTimes(() => app.heksher.deleteSetting(name));

    expect(statuses(answers)).toEqual({ 204: 1, 404: 49 });
  });
});

describe('renaming a setting', () => {
  test('renaming a setting makes its old name an alias, and its rules follow', async () => {
    const setting = await app.given.setting({ metadata: { a: 1 } });
    const [feature = ''] = setting.configurable_features;
    const rule = await app.given.rule({ setting: setting.name, feature_values: { [feature]: 'a' }, value: 1 });
    const name = uniqueName('setting');

    const answer = await app.heksher.rename(setting.name, { name, version: '1.1' });

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(await stored(setting.name)).toEqual({
      name,
      configurable_features: [feature],
      type: 'int',
      default_value: 0,
      metadata: { a: 1 },
      aliases: [setting.name],
      version: '1.1',
    });
    expect((await app.heksher.rule(rule)).body).toMatchObject({ setting: name });
    expect((await app.heksher.searchRule(setting.name, `${feature}:a`)).body).toEqual({ rule_id: rule });
  });

  test.each(['1.1', '1.2', '2.0'])('renaming a setting may keep or raise its version: %s', async (version) => {
    const { setting } = await renamedSetting();
    const name = uniqueName('setting');

    const answer = await app.heksher.rename(setting.name, { name, version });

    expect(answer.status).toBe(204);
    expect(await stored(name)).toMatchObject({ name, version });
  });

  test.each(['1.0', '0.9'])('renaming a setting cannot lower its version: %s', async (version) => {
    const { setting } = await renamedSetting();
    const name = uniqueName('setting');

    const answer = await app.heksher.rename(setting.name, { name, version });

    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({
      detail: expect.stringMatching(new RegExp(`${setting.name}.*1\\.1.*${version}`)),
    });
    expect((await app.heksher.setting(name)).status).toBe(404);
  });

  test('renaming a setting works by an alias', async () => {
    const { setting, alias } = await renamedSetting();
    const name = uniqueName('setting');

    const answer = await app.heksher.rename(alias, { name, version: '1.2' });

    expect(answer.status).toBe(204);
    expect(await stored(name)).toMatchObject({ name, aliases: [alias, setting.name].sort(), version: '1.2' });
  });

  test.each(['name', 'alias'] as const)(
    'renaming a setting makes an own alias the name, asked for by its %s',
    async (by) => {
      const { setting, alias } = await renamedSetting();
      const asked = by === 'name' ? setting.name : alias;

      const answer = await app.heksher.rename(asked, { name: alias, version: '1.2' });

      expect(answer.status).toBe(204);
      expect(await stored(setting.name)).toMatchObject({ name: alias, aliases: [setting.name], version: '1.2' });
    },
  );

  test('renaming a setting to its current name only raises the version', async () => {
    const { setting, alias } = await renamedSetting();

    const answer = await app.heksher.rename(alias, { name: setting.name, version: '1.2' });

    expect(answer.status).toBe(204);
    expect(await stored(alias)).toMatchObject({ name: setting.name, aliases: [alias], version: '1.2' });
  });

  test('renaming a setting to its current name at its current version changes nothing', async () => {
    const { setting } = await renamedSetting();
    const before = await stored(setting.name);

    const answer = await app.heksher.rename(setting.name, { name: setting.name, version: '01.01' });

    expect(answer.status).toBe(204);
    expect(await stored(setting.name)).toEqual(before);
  });

  test.each(['name', 'alias'] as const)("renaming a setting cannot take another setting's %s", async (kind) => {
    const other = await renamedSetting();
    const setting = await app.given.setting();
    const name = kind === 'name' ? other.setting.name : other.alias;

    const answer = await app.heksher.rename(setting.name, { name, version: '1.1' });

    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: `the name ${name} belongs to the setting ${other.setting.name}`,
      instance: `${PATH}/${setting.name}/name`,
      request_id: expect.any(String),
    });
    expect(await stored(setting.name)).toMatchObject({ name: setting.name, aliases: [], version: '1.0' });
    expect(await stored(name)).toMatchObject({ name: other.setting.name, aliases: [other.alias] });
  });

  test('renaming a setting that does not exist is not found', async () => {
    const answer = await app.heksher.rename('nobody', { name: uniqueName('setting'), version: '1.1' });

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: 'no setting is called "nobody"' });
  });

  test.each([
    ['/name', { version: '1.1' }],
    ['/name', { name: 'two words', version: '1.1' }],
    ['/name', { name: 'newline\n', version: '1.1' }],
    ['/name', { name: null, version: '1.1' }],
    ['/name', { name: 'x'.repeat(256), version: '1.1' }],
    ['/version', { name: 'other' }],
    ['/version', { name: 'other', version: '1' }],
    ['/version', { name: 'other', version: '1.1\n' }],
    ['/version', { name: 'other', version: 1.1 }],
  ])('renaming a setting reports the fault at %s in %j', async (pointer, body) => {
    const { name } = await app.given.setting();

    const answer = await app.heksher.rename(name, body);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer, message: expect.any(String) }] });
    expect(await stored(name)).toMatchObject({ name, version: '1.0' });
  });

  test('renaming a setting to one name fifty times at once renames it once, and all succeed', async () => {
    const setting = await app.given.setting();
    const name = uniqueName('setting');

    const answers = await fiftyTimes(() => app.heksher.rename(setting.name, { name, version: '1.1' }));

    expect(statuses(answers)).toEqual({ 204: 50 });
    expect(await stored(name)).toMatchObject({ name, aliases: [setting.name], version: '1.1' });
  });

  test('renaming fifty settings to one name at once succeeds for one of them', async () => {
    const configurable_features = [await app.given.feature()];
    const settings = await Promise.all(Array.from({ length: 50 }, () => app.given.setting({ configurable_features })));
    const name = uniqueName('setting');

    const answers = await Promise.all(
      settings.map((setting) => app.heksher.rename(setting.name, { name, version: '1.1' })),
    );

    expect(statuses(answers)).toEqual({ 204: 1, 409: 49 });
    const winner = settings[answers.findIndex(({ status }) => status === 204)]?.name;
    expect(await stored(name)).toMatchObject({ name, aliases: [winner] });
  });
});

async function fiftyTimes(request: () => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: 50 }, request));
}

function statuses(answers: Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
