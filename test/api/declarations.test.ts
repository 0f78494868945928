import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Declared } from '../support/heksher.js';

const app = useApp();

const PATH = '/api/v1/settings/declare';

/** A declaration of a setting that does not exist yet. */
async function newSetting(attributes: Partial<Declared> = {}): Promise<Declared> {
  const configurable_features = attributes.configurable_features ?? [await app.given.feature()];
  return { name: uniqueName('setting'), type: 'int', default_value: 1, ...attributes, configurable_features };
}

async function stored(name: string): Promise<unknown> {
  return (await app.heksher.setting(name)).body;
}

describe('a new setting', () => {
  test('a new setting is created with all that is declared, its features in feature order', async () => {
    const [first = '', second = ''] = await app.given.features(uniqueName('feature'), uniqueName('feature'));
    const setting = await newSetting({
      configurable_features: [second, first],
      type: 'Enum["b", 2, "a"]',
      default_value: 'a',
      metadata: { owner: 'platform', tags: ['x', null] },
      version: '1.0',
    });

    const answer = await app.heksher.declare(setting);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.text).toBe('{"outcome":"created"}');
    expect(await stored(setting.name)).toEqual({
      name: setting.name,
      configurable_features: [first, second],
      type: 'Enum["a","b",2]',
      default_value: 'a',
      metadata: { owner: 'platform', tags: ['x', null] },
      aliases: [],
      version: '1.0',
    });
  });

  test('a new setting has version 1.0 and no metadata by default', async () => {
    const setting = await newSetting();

    await app.heksher.declare(setting);

    expect(await stored(setting.name)).toMatchObject({ metadata: {}, version: '1.0' });
  });

  test('a new setting may be declared at 01.0, which is 1.0', async () => {
    const setting = await newSetting({ version: '01.0' });

    const answer = await app.heksher.declare(setting);

    expect(answer.body).toEqual({ outcome: 'created' });
    expect(await stored(setting.name)).toMatchObject({ version: '1.0' });
  });

  test.each(['1.1', '2.0', '0.9', '0.0'])('a new setting must start at version 1.0, not %s', async (version) => {
    const setting = await newSetting({ version });

    const answer = await app.heksher.declare(setting);

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: `setting ${setting.name} does not exist yet, so its version must be 1.0, not ${version}`,
      instance: PATH,
      request_id: expect.any(String),
    });
    expect((await app.heksher.setting(setting.name)).status).toBe(404);
  });

  test('a new setting needs features that exist, and the answer names those that do not', async () => {
    const feature = await app.given.feature();
    const setting = await newSetting({ configurable_features: ['nobody', feature, 'nothing'] });

    const answer = await app.heksher.declare(setting);

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: 'no context features "nobody", "nothing"' });
    expect((await app.heksher.setting(setting.name)).status).toBe(404);
  });

  test.each([
    ['int', 1],
    ['float', 1.5],
    ['float', 1],
    ['str', ''],
    ['str', '\u0000'],
    ['bool', false],
    ['Enum["a",1,true]', true],
    ['Flags[1,true]', [1, true]],
    ['Flags["a"]', []],
    ['Sequence<int>', [1, 2, 2]],
    ['Mapping<Sequence<str>>', { a: ['b'], '': [] }],
    ['Mapping<int>', { constructor: 1 }],
  ])('a new setting of the type %s may have the default value %j', async (type, default_value) => {
    const setting = await newSetting({ type, default_value });

    const answer = await app.heksher.declare(setting);

    expect(answer.body).toEqual({ outcome: 'created' });
    expect(await stored(setting.name)).toMatchObject({ type, default_value });
  });

  test.each([
    ['int', 1.5],
    ['int', true],
    ['int', '1'],
    ['float', '1'],
    ['float', false],
    ['str', 1],
    ['bool', 0],
    ['bool', 'true'],
    ['Enum[1]', true],
    ['Enum[true]', 1],
    ['Enum[1]', '1'],
    ['Enum[]', 1],
    ['Flags[1,true]', [1, 1]],
    ['Flags[1]', 1],
    ['Sequence<int>', [1, '2']],
    ['Mapping<int>', { a: true }],
    ['Mapping<int>', []],
    ['int', null],
    ['Sequence<str>', [null]],
  ])('a new setting of the type %s cannot have the default value %j', async (type, default_value) => {
    const setting = await newSetting({ type, default_value });

    const answer = await app.heksher.declare(setting);

    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      detail: `the default value is not of the type ${type}`,
      instance: PATH,
      request_id: expect.any(String),
      errors: [{ pointer: '/default_value', message: `the default value is not of the type ${type}` }],
    });
  });
});

describe('an alias in a declaration', () => {
  test('a declaration with an unknown alias is not found, and the answer names the alias', async () => {
    const setting = await newSetting({ alias: 'nobody' });

    const answer = await app.heksher.declare(setting);

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('nobody') });
    expect((await app.heksher.setting(setting.name)).status).toBe(404);
  });

  test('a declaration with an unknown alias is not found even if the name exists', async () => {
    const setting = await app.given.setting();

    const answer = await app.heksher.declare({ ...setting, alias: 'nobody' });

    expect(answer.status).toBe(404);
  });

  test('an alias in a declaration may be null, which means none', async () => {
    const answer = await app.heksher.declare(await newSetting({ alias: null }));

    expect(answer.body).toEqual({ outcome: 'created' });
  });

  test('an alias in a declaration must differ from the name', async () => {
    const setting = await app.given.setting();

    const answer = await app.heksher.declare({ ...setting, alias: setting.name });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      detail: expect.stringContaining(setting.name),
      errors: [{ pointer: '/alias' }],
    });
  });

  test('a declaration whose name and alias are of different settings is a conflict, and the answer names both', async () => {
    const one = await app.given.setting();
    const other = await app.given.setting();

    const answer = await app.heksher.declare({ ...one, alias: other.name, version: '2.0' });

    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: expect.stringMatching(new RegExp(`${other.name}.*${one.name}`)),
      instance: PATH,
      request_id: expect.any(String),
    });
    expect(await stored(one.name)).toMatchObject({ version: '1.0' });
  });

  test('an alias in a declaration must be the canonical name if the declared name is new', async () => {
    const { setting, alias } = await renamedSetting();

    const answer = await app.heksher.declare({ ...setting, name: uniqueName('setting'), alias, version: '1.2' });

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining(setting.name) });
    expect(await stored(setting.name)).toMatchObject({ name: setting.name, aliases: [alias] });
  });

  test('a declaration is up to date if the setting already has its alias', async () => {
    const { setting, alias } = await renamedSetting();

    const answer = await app.heksher.declare({ ...setting, alias });

    expect(answer.text).toBe('{"outcome":"uptodate"}');
  });
});

describe('a declaration renames a setting', () => {
  test('a declaration renames a setting when its alias is the canonical name and its name is new', async () => {
    const setting = await app.given.setting({ metadata: { owner: 'platform' } });
    const [feature = ''] = setting.configurable_features;
    const rule = await app.given.rule({ setting: setting.name, feature_values: { [feature]: 'a' }, value: 5 });
    const name = uniqueName('setting');

    const answer = await app.heksher.declare({ ...setting, name, alias: setting.name, version: '1.1' });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      outcome: 'upgraded',
      previous_version: '1.0',
      differences: [{ level: 'minor', attribute: 'name', latest_value: setting.name }],
    });
    expect(await stored(setting.name)).toEqual({
      name,
      configurable_features: [feature],
      type: 'int',
      default_value: 0,
      metadata: { owner: 'platform' },
      aliases: [setting.name],
      version: '1.1',
    });
    expect((await app.heksher.rule(rule)).body).toMatchObject({ setting: name, value: 5 });
  });

  test('a declaration can rename a setting and make all other changes of a major version at once', async () => {
    const setting = await app.given.setting();
    const feature = await app.given.feature();
    const changed = { type: 'str', default_value: '', metadata: { a: null }, configurable_features: [feature] };
    const name = uniqueName('setting');

    const answer = await app.heksher.declare({ ...changed, name, alias: setting.name, version: '2.0' });

    expect(answer.body).toMatchObject({ outcome: 'upgraded' });
    expect(await stored(name)).toEqual({ ...changed, name, aliases: [setting.name], version: '2.0' });
  });

  test('a declaration at an equal version does not rename a setting: it is a mismatch', async () => {
    const setting = await app.given.setting();
    const name = uniqueName('setting');

    const answer = await app.heksher.declare({ ...setting, name, alias: setting.name });

    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.body).toEqual({
      outcome: 'mismatch',
      differences: [{ level: 'minor', attribute: 'name', latest_value: setting.name }],
    });
    expect((await app.heksher.setting(name)).status).toBe(404);
  });

  test('a declaration at a lower version does not rename a setting: it is outdated', async () => {
    const { setting, alias } = await renamedSetting();

    const answer = await app.heksher.declare({ ...setting, name: alias, version: '1.0' });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      outcome: 'outdated',
      latest_version: '1.1',
      differences: [{ level: 'minor', attribute: 'name', latest_value: setting.name }],
    });
    expect(await stored(alias)).toMatchObject({ name: setting.name });
  });

  test('a declaration renames a setting back to an old name if it declares that name with a higher version', async () => {
    const { setting, alias } = await renamedSetting();

    const answer = await app.heksher.declare({ ...setting, name: alias, version: '1.2' });

    expect(answer.body).toEqual({
      outcome: 'upgraded',
      previous_version: '1.1',
      differences: [{ level: 'minor', attribute: 'name', latest_value: setting.name }],
    });
    expect(await stored(setting.name)).toMatchObject({ name: alias, aliases: [setting.name], version: '1.2' });
  });

  test('a declaration renames a setting back to an old name if its alias is the canonical name', async () => {
    const { setting, alias } = await renamedSetting();

    const answer = await app.heksher.declare({ ...setting, name: alias, alias: setting.name, version: '1.2' });

    expect(answer.body).toMatchObject({ outcome: 'upgraded' });
    expect(await stored(setting.name)).toMatchObject({ name: alias, aliases: [setting.name] });
  });

  test('a declaration renames a setting from one old name to another, and all former names stay', async () => {
    const { setting, alias } = await renamedSetting();
    const third = uniqueName('setting');
    await app.heksher.declare({ ...setting, name: third, alias: setting.name, version: '1.2' });

    const answer = await app.heksher.declare({ ...setting, name: alias, alias: setting.name, version: '1.3' });

    expect(answer.body).toMatchObject({ outcome: 'upgraded' });
    expect(await stored(third)).toMatchObject({ name: alias, aliases: [setting.name, third].sort() });
  });
});

describe('fifty declarations at once', () => {
  test('fifty declarations at once of one new setting create it once, and the others find it up to date', async () => {
    const setting = await newSetting({ metadata: { a: 1 } });

    const answers = await fiftyTimes(() => app.heksher.declare(setting));

    expect(outcomes(answers)).toEqual({ '200 created': 1, '200 uptodate': 49 });
  });

  test('fifty declarations at once of different new settings create them all', async () => {
    const feature = await app.given.feature();
    const settings = await Promise.all(
      Array.from({ length: 50 }, () => newSetting({ configurable_features: [feature] })),
    );

    const answers = await Promise.all(settings.map((setting) => app.heksher.declare(setting)));

    expect(outcomes(answers)).toEqual({ '200 created': 50 });
  });

  test('fifty declarations at once of one upgrade upgrade it once', async () => {
    const setting = await app.given.setting();

    const answers = await fiftyTimes(() => app.heksher.declare({ ...setting, default_value: 2, version: '1.1' }));

    expect(outcomes(answers)).toEqual({ '200 upgraded': 1, '200 uptodate': 49 });
  });

  test('fifty declarations at once of different default values at one version let one of them win', async () => {
    const setting = await app.given.setting();

    const answers = await fiftyTimes((i) => app.heksher.declare({ ...setting, default_value: i + 1, version: '1.1' }));

    expect(outcomes(answers)).toEqual({ '200 upgraded': 1, '409 mismatch': 49 });
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await stored(setting.name)).toMatchObject({ default_value: winner + 1 });
  });

  test.each([1, 2, 3])('fifty declarations at once of one rename rename it once (round %i)', async () => {
    const setting = await app.given.setting();
    const renamed = { ...setting, name: uniqueName('setting'), alias: setting.name, version: '1.1' };

    const answers = await fiftyTimes(() => app.heksher.declare(renamed));

    expect(outcomes(answers)).toEqual({ '200 upgraded': 1, '200 uptodate': 49 });
    expect(await stored(setting.name)).toMatchObject({ name: renamed.name, aliases: [setting.name] });
  });

  test('fifty declarations at once to two replicas create one setting', async () => {
    const replica = await app.replica();
    const setting = await newSetting();

    const answers = await fiftyTimes((i) => (i % 2 === 0 ? app.heksher : replica).declare(setting));

    expect(outcomes(answers)).toEqual({ '200 created': 1, '200 uptodate': 49 });
  });
});

/** A setting at 1.1 that has been renamed once. */
async function renamedSetting(): Promise<{ setting: Declared; alias: string }> {
  const { name: alias, ...rest } = await app.given.setting();
  const setting = { ...rest, name: uniqueName('setting'), version: '1.1' };
  await app.given.setting({ ...setting, alias });
  return { setting, alias };
}

async function fiftyTimes(request: (i: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: 50 }, (_, i) => request(i)));
}

function outcomes(answers: Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = `${status} ${(body as { outcome?: string }).outcome}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
