import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Declared } from '../support/heksher.js';

const app = useApp();

const PATH = '/api/v1/settings';

async function stored(name: string): Promise<unknown> {
  return (await app.heksher.setting(name)).body;
}

async function newFeatures(count: number): Promise<string[]> {
  return app.given.features(...Array.from({ length: count }, () => uniqueName('feature')));
}

/** Gives a setting an alias. Its version stays the same. */
async function aliasOf({ name }: Declared): Promise<string> {
  const alias = uniqueName('alias');
  await app.heksher.rename(name, { name: alias, version: '1.0' });
  await app.heksher.rename(alias, { name, version: '1.0' });
  return alias;
}

describe("a setting's type", () => {
  test.each([
    ['float', 'int', '1.1'],
    ['int', 'float', '2.0'],
    ['Enum[1,2]', 'Enum[1]', '1.1'],
    ['Enum[1]', 'Enum[1,2]', '2.0'],
    ['Sequence<float>', 'Sequence<int>', '1.1'],
  ])("a setting's type may change from %s to %s at version %s", async (from, to, version) => {
    const setting = await app.given.setting({ type: from, default_value: from.startsWith('Seq') ? [1] : 1 });

    const answer = await app.heksher.setType(setting.name, { type: to, version });

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(await stored(setting.name)).toMatchObject({ type: to, version });
  });

  test("a setting's type may be changed by an alias, with the version", async () => {
    const setting = await app.given.setting({ type: 'float' });
    const alias = await aliasOf(setting);

    const answer = await app.heksher.setType(alias, { type: 'int', version: '1.1' });

    expect(answer.status).toBe(204);
    expect(await stored(setting.name)).toMatchObject({ name: setting.name, type: 'int', version: '1.1' });
  });

  test("a setting's default value and rule values become integers when its type becomes int", async () => {
    const setting = await app.given.setting({ type: 'float' });
    const [feature = ''] = setting.configurable_features;
    const body = JSON.stringify({ ...setting, version: '1.1' }).replace('"default_value":0', '"default_value":2.0');
    await app.heksher.send('POST', `${PATH}/declare`, body);
    const rule = await app.given.rule({ setting: setting.name, feature_values: { [feature]: 'a' }, value: 1 });
    await app.heksher.send('PUT', `/api/v1/rules/${rule}/value`, '{"value":3.0}');

    const answer = await app.heksher.setType(setting.name, { type: 'int', version: '1.2' });

    expect(answer.status).toBe(204);
    expect((await app.heksher.setting(setting.name)).text).toContain('"default_value":2,');
    expect((await app.heksher.rule(rule)).text).toContain('"value":3,');
  });

  test("a setting's type is stored in its canonical form", async () => {
    const setting = await app.given.setting({ type: 'Enum[1]', default_value: 1 });

    await app.heksher.setType(setting.name, { type: 'Enum [ 2, 1.0, "a", 1 ]', version: '2.0' });

    expect(await stored(setting.name)).toMatchObject({ type: 'Enum["a",1.0,2]' });
  });

  test("setting a setting's type to its current type only raises the version", async () => {
    const setting = await app.given.setting({ type: 'Enum["a",1]', default_value: 1 });

    const answer = await app.heksher.setType(setting.name, { type: 'Enum[1.0,"a"]', version: '1.1' });

    expect(answer.status).toBe(204);
    expect(await stored(setting.name)).toMatchObject({ type: 'Enum["a",1]', version: '1.1' });
  });

  test("setting a setting's type to its current type and version changes nothing", async () => {
    const setting = await app.given.setting();

    const answer = await app.heksher.setType(setting.name, { type: 'int', version: '1.0' });

    expect(answer.status).toBe(204);
  });

  test.each([
    ['float', '1.0'],
    ['float', '0.9'],
    ['int', '0.9'],
  ])("a setting's type cannot become %s at version %s, which is not higher", async (type, version) => {
    const setting = await app.given.setting();

    const answer = await app.heksher.setType(setting.name, { type, version });

    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: expect.stringMatching(new RegExp(`${setting.name}.*1\\.0.*${version}`)),
      instance: `${PATH}/${setting.name}/type`,
      request_id: expect.any(String),
    });
    expect(await stored(setting.name)).toMatchObject({ type: 'int', version: '1.0' });
  });

  test("a setting's type cannot become a non-subtype in a minor version", async () => {
    const setting = await app.given.setting();

    const answer = await app.heksher.setType(setting.name, { type: 'float', version: '1.1' });

    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.body).toEqual({
      conflicts: ['cannot change type to non-subtype float of int in a minor version bump'],
    });
    expect(await stored(setting.name)).toMatchObject({ type: 'int', version: '1.0' });
  });

  test("a setting's type cannot change while the default value or rules do not match, and every conflict is reported", async () => {
    const [first = '', second = ''] = await newFeatures(2);
    const setting = await app.given.setting({
      configurable_features: [first, second],
      type: 'float',
      default_value: 1.5,
    });
    const add = (value: number, feature_values: Record<string, string>) =>
      app.given.rule({ setting: setting.name, feature_values, value });
    await add(3, { [first]: 'fits' });
    const one = await add(2.5, { [second]: 'x', [first]: 'jim' });
    const other = await add(-0.5, { [second]: 'y' });

    const narrower = await app.heksher.setType(setting.name, { type: 'int', version: '2.0' });
    const another = await app.heksher.setType(setting.name, { type: 'Enum[3]', version: '1.1' });

    expect(narrower.status).toBe(409);
    expect(narrower.body).toEqual({
      conflicts: [
        'the default value 1.5 does not match the new type int',
        `rule ${one} (${first}=jim, ${second}=x) has incompatible value 2.5`,
        `rule ${other} (${second}=y) has incompatible value -0.5`,
      ],
    });
    expect((another.body as { conflicts: string[] }).conflicts).toHaveLength(4);
    expect(await stored(setting.name)).toMatchObject({ type: 'float', version: '1.0' });
  });

  test.each([
    ['1', 'Enum[true]'],
    ['0', 'Enum[false]'],
    ['1', 'bool'],
    ['1', 'Enum["1"]'],
  ])("a setting's type cannot change if the default value %s is no %s", async (text, type) => {
    const setting = await app.given.setting({ default_value: Number(text) });

    const answer = await app.heksher.setType(setting.name, { type, version: '2.0' });

    expect(answer.body).toEqual({ conflicts: [`the default value ${text} does not match the new type ${type}`] });
  });

  test('a refused type change shows a conflicting number with all its digits', async () => {
    const setting = await app.given.setting({ type: 'float' });
    const [feature = ''] = setting.configurable_features;
    const rule = await app.given.rule({ setting: setting.name, feature_values: { [feature]: 'a' }, value: 1 });
    await app.heksher.send('PUT', `/api/v1/rules/${rule}/value`, '{"value":0.1000000000000000055}');

    const answer = await app.heksher.setType(setting.name, { type: 'int', version: '1.1' });

    expect(answer.body).toEqual({
      conflicts: [`rule ${rule} (${feature}=a) has incompatible value 0.1000000000000000055`],
    });
  });

  test('the type of a setting that does not exist is not found', async () => {
    const answer = await app.heksher.setType('nobody', { type: 'int', version: '1.1' });

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: 'no setting is called "nobody"' });
  });

  test.each([
    ['/type', { version: '1.1' }],
    ['/type', { type: 'number', version: '1.1' }],
    ['/type', { type: ['int'], version: '1.1' }],
    ['/type', { type: 'int\n', version: '1.1' }],
    ['/version', { type: 'int' }],
    ['/version', { type: 'int', version: 'two' }],
    ['/version', { type: 'int', version: null }],
  ])("a change of a setting's type reports the fault at %s in %j", async (pointer, body) => {
    const { name } = await app.given.setting();

    const answer = await app.heksher.setType(name, body);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer, message: expect.any(String) }] });
  });

  test("when fifty requests change a setting's type to different ones at once, one succeeds", async () => {
    const setting = await app.given.setting({ type: 'Enum[0]' });

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        app.heksher.setType(setting.name, { type: `Enum[0,${i + 1}]`, version: '2.0' }),
      ),
    );

    expect(statuses(answers)).toEqual({ 204: 1, 409: 49 });
  });

  test("when fifty requests change a setting's type to the same one at once, all succeed", async () => {
    const setting = await app.given.setting();

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => app.heksher.setType(setting.name, { type: 'float', version: '2.0' })),
    );

    expect(statuses(answers)).toEqual({ 204: 50 });
    expect(await stored(setting.name)).toMatchObject({ type: 'float', version: '2.0' });
  });

  test("a setting's type never changes while a rule of the old type is being added", async () => {
    for (let round = 0; round < 10; round++) {
      const setting = await app.given.setting({ type: 'float' });
      const [feature = ''] = setting.configurable_features;
      const rule = { setting: setting.name, feature_values: { [feature]: 'a' }, value: 1.5 };

      const [added, changed] = await Promise.all([
        app.heksher.addRule(rule),
        app.heksher.setType(setting.name, { type: 'int', version: '1.1' }),
      ]);

      expect([
        [201, 409],
        [400, 204],
      ]).toContainEqual([added.status, changed.status]);
    }
  });
});

describe("a setting's configurable features", () => {
  test("a setting's configurable features may become fewer in a minor version", async () => {
    const [first = '', second = ''] = await newFeatures(2);
    const setting = await app.given.setting({ configurable_features: [first, second] });

    const answer = await app.heksher.setFeatures(setting.name, { configurable_features: [second], version: '1.1' });

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(await stored(setting.name)).toMatchObject({ configurable_features: [second], version: '1.1' });
  });

  test("a setting's configurable features may be replaced in a major version, and are listed in feature order", async () => {
    const [first = '', second = '', third = ''] = await newFeatures(3);
    const setting = await app.given.setting({ configurable_features: [second] });
    const configurable_features = [third, first];

    const answer = await app.heksher.setFeatures(setting.name, { configurable_features, version: '2.0' });

    expect(answer.status).toBe(204);
    expect(await stored(setting.name)).toMatchObject({ configurable_features: [first, third], version: '2.0' });
  });

  test("a setting's configurable features may be changed by an alias, with the version", async () => {
    const [first = '', second = ''] = await newFeatures(2);
    const setting = await app.given.setting({ configurable_features: [first, second] });
    const alias = await aliasOf(setting);

    const answer = await app.heksher.setFeatures(alias, { configurable_features: [first], version: '1.1' });

    expect(answer.status).toBe(204);
    expect(await stored(setting.name)).toMatchObject({
      name: setting.name,
      configurable_features: [first],
      version: '1.1',
    });
  });

  test("a setting's configurable features cannot grow in a minor version, and the answer names those added", async () => {
    const [first = '', second = ''] = await newFeatures(2);
    const setting = await app.given.setting({ configurable_features: [first] });

    const answer = await app.heksher.setFeatures(setting.name, {
      configurable_features: [first, second],
      version: '1.1',
    });

    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: expect.stringContaining(second),
      instance: `${PATH}/${setting.name}/configurable_features`,
      request_id: expect.any(String),
    });
    expect(await stored(setting.name)).toMatchObject({ configurable_features: [first], version: '1.0' });
  });

  test('a configurable feature that rules use cannot be removed, and the answer names it and the rules', async () => {
    const [first = '', second = ''] = await newFeatures(2);
    const setting = await app.given.setting({ configurable_features: [first, second] });
    const add = (feature_values: Record<string, string>) =>
      app.given.rule({ setting: setting.name, feature_values, value: 1 });
    const one = await add({ [second]: 'a' });
    const other = await add({ [first]: 'a', [second]: 'a' });

    const answer = await app.heksher.setFeatures(setting.name, { configurable_features: [first], version: '2.0' });

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      detail: expect.stringMatching(new RegExp(`${second}\\b.*\\b${one}, ${other}$`)),
    });
    expect(await stored(setting.name)).toMatchObject({ configurable_features: [first, second], version: '1.0' });
  });

  test("a setting's configurable features must exist, and the answer names those that do not", async () => {
    const setting = await app.given.setting();
    const configurable_features = [...setting.configurable_features, 'nobody', 'nothing'];

    const answer = await app.heksher.setFeatures(setting.name, { configurable_features, version: '2.0' });

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: 'no context features "nobody", "nothing"' });
    expect(await stored(setting.name)).toMatchObject({ version: '1.0' });
  });

  test("setting a setting's configurable features to the current ones only raises the version", async () => {
    const [first = '', second = ''] = await newFeatures(2);
    const setting = await app.given.setting({ configurable_features: [first, second] });
    const configurable_features = [second, first];

    const answer = await app.heksher.setFeatures(setting.name, { configurable_features, version: '1.1' });

    expect(answer.status).toBe(204);
    expect(await stored(setting.name)).toMatchObject({ configurable_features: [first, second], version: '1.1' });
  });

  test("setting a setting's configurable features to the current ones and version changes nothing", async () => {
    const [first = '', second = ''] = await newFeatures(2);
    const setting = await app.given.setting({ configurable_features: [first, second] });
    const configurable_features = [second, first];

    const answer = await app.heksher.setFeatures(setting.name, { configurable_features, version: '1.0' });

    expect(answer.status).toBe(204);
  });

  test.each(['1.0', '0.9'])(
    "a setting's configurable features cannot change at version %s, which is not higher",
    async (version) => {
      const [first = '', second = ''] = await newFeatures(2);
      const setting = await app.given.setting({ configurable_features: [first, second] });

      const answer = await app.heksher.setFeatures(setting.name, { configurable_features: [first], version });

      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({
        detail: expect.stringMatching(new RegExp(`${setting.name}.*1\\.0.*${version}`)),
      });
      expect(await stored(setting.name)).toMatchObject({ configurable_features: [first, second] });
    },
  );

  test('the configurable features of a setting that does not exist are not found', async () => {
    const feature = await app.given.feature();

    const answer = await app.heksher.setFeatures('nobody', { configurable_features: [feature], version: '2.0' });

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: 'no setting is called "nobody"' });
  });

  test("a setting's configurable features must not repeat one, and the answer names it", async () => {
    const setting = await app.given.setting();
    const [feature = ''] = setting.configurable_features;

    const answer = await app.heksher.setFeatures(setting.name, {
      configurable_features: [feature, feature],
      version: '2.0',
    });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      detail: expect.stringContaining(feature),
      errors: [{ pointer: '/configurable_features', message: expect.stringContaining(feature) }],
    });
  });

  test.each([
    ['/configurable_features', { version: '2.0' }],
    ['/configurable_features', { configurable_features: [], version: '2.0' }],
    ['/configurable_features', { configurable_features: ['bad name'], version: '2.0' }],
    ['/configurable_features', { configurable_features: ['newline\n'], version: '2.0' }],
    ['/configurable_features', { configurable_features: 'user', version: '2.0' }],
    ['/version', { configurable_features: ['user'] }],
    ['/version', { configurable_features: ['user'], version: '2' }],
  ])("a change of a setting's configurable features reports the fault at %s in %j", async (pointer, body) => {
    const { name } = await app.given.setting();

    const answer = await app.heksher.setFeatures(name, body);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer, message: expect.any(String) }] });
  });

  test("a setting's configurable features never lose a feature while a rule that uses it is being added", async () => {
    for (let round = 0; round < 10; round++) {
      const [first = '', second = ''] = await newFeatures(2);
      const setting = await app.given.setting({ configurable_features: [first, second] });

      const [added, changed] = await Promise.all([
        app.heksher.addRule({ setting: setting.name, feature_values: { [second]: 'a' }, value: 1 }),
        app.heksher.setFeatures(setting.name, { configurable_features: [first], version: '1.1' }),
      ]);

      expect([
        [201, 409],
        [400, 204],
      ]).toContainEqual([added.status, changed.status]);
    }
  });
});

function statuses(answers: Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
