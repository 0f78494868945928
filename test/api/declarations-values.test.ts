import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Declared } from '../support/heksher.js';

const app = useApp();

async function stored(name: string): Promise<unknown> {
  return (await app.heksher.setting(name)).body;
}

/** A setting at version 1.5, and the members of its declaration. */
async function settingAt15(attributes: Partial<Declared> = {}): Promise<Declared> {
  const setting = await app.given.setting(attributes);
  return app.given.setting({ ...setting, version: '1.5' });
}

function differences(answer: Answer): unknown {
  return (answer.body as { differences: unknown }).differences;
}

describe('types', () => {
  test.each([
    ['float', 'int'],
    ['Enum["a",1,true]', 'Enum["a"]'],
    ['Flags[1,2]', 'Flags[2]'],
    ['Sequence<float>', 'Sequence<int>'],
    ['Mapping<Sequence<Enum[1,2]>>', 'Mapping<Sequence<Enum[2]>>'],
  ])('the type %s may become the narrower %s in a minor version', async (type, narrower) => {
    const default_value = valueOf(narrower);
    const setting = await settingAt15({ type, default_value });

    const answer = await app.heksher.declare({ ...setting, type: narrower, version: '1.6' });

    expect(answer.body).toEqual({
      outcome: 'upgraded',
      previous_version: '1.5',
      differences: [{ level: 'minor', attribute: 'type', latest_value: type }],
    });
    expect(await stored(setting.name)).toMatchObject({ type: narrower });
  });

  test.each([
    ['int', 'float'],
    ['Enum[1]', 'Enum[1,2]'],
    ['Enum[1,2]', 'Enum[1,3]'],
    ['bool', 'Enum[true,false]'],
    ['Enum[true,false]', 'bool'],
    ['int', 'Enum[5]'],
    ['Sequence<int>', 'Sequence<float>'],
    ['Flags[1,2]', 'Sequence<int>'],
  ])('the type %s may become %s in a major version only', async (type, wider) => {
    const setting = await settingAt15({ type, default_value: valueOf(type) });

    const minor = await app.heksher.declare({ ...setting, type: wider, version: '1.6' });
    const major = await app.heksher.declare({ ...setting, type: wider, version: '2.0' });

    const difference = { level: 'major', attribute: 'type', latest_value: expect.any(String) };
    expect(minor.body).toMatchObject({ outcome: 'rejected', differences: [difference] });
    expect(major.body).toMatchObject({ outcome: 'upgraded', differences: [difference] });
  });

  test('types that are written differently may be equal', async () => {
    const setting = await settingAt15({ type: 'Enum[false, "maybe", true, 2]', default_value: 2 });

    const answer = await app.heksher.declare({ ...setting, type: 'Enum [2.0,true,"ma\\u0079be",false,2]' });

    expect(answer.body).toEqual({ outcome: 'uptodate' });
    expect(await stored(setting.name)).toMatchObject({ type: 'Enum["maybe",2,false,true]' });
  });

  test.each([
    ['float', 'int', 1.5, 1],
    ['Enum["a","b"]', 'Enum["a"]', 'b', 'a'],
    ['Sequence<float>', 'Sequence<int>', [1, 1.5], []],
    ['Enum[1,true]', 'Enum[1]', true, 1],
  ])('the type %s cannot become %s while a rule has the value %j', async (type, narrower, unfit, default_value) => {
    const setting = await settingAt15({ type, default_value });
    const [feature = ''] = setting.configurable_features;
    const add = (value: unknown, condition: string) =>
      app.given.rule({ setting: setting.name, feature_values: { [feature]: condition }, value });
    await add(default_value, 'fits');
    const rules = [await add(unfit, 'a'), await add(unfit, 'b')];

    const minor = await app.heksher.declare({ ...setting, type: narrower, version: '1.6' });
    const renaming = { name: uniqueName('setting'), alias: setting.name };
    const major = await app.heksher.declare({ ...setting, ...renaming, type: narrower, version: '2.0' });
    const equal = await app.heksher.declare({ ...setting, type: narrower });

    const message = `setting type incompatible with values for rules: [${rules.join(', ')}]`;
    const mismatch = { level: 'mismatch', message };
    expect(minor.body).toEqual({ outcome: 'rejected', previous_version: '1.5', differences: [mismatch] });
    expect(major.body).toMatchObject({ outcome: 'rejected', differences: [{ attribute: 'name' }, mismatch] });
    expect(equal.body).toEqual({ outcome: 'mismatch', differences: [mismatch] });
    expect(await stored(setting.name)).toMatchObject({ name: setting.name, type, version: '1.5' });
  });

  test('the type of an outdated declaration is a minor difference if the stored one is narrower, whatever the rules', async () => {
    const setting = await settingAt15();
    const [feature = ''] = setting.configurable_features;
    await app.given.rule({ setting: setting.name, feature_values: { [feature]: 'a' }, value: 5 });

    const wider = await app.heksher.declare({ ...setting, type: 'float', version: '1.4' });
    const other = await app.heksher.declare({ ...setting, type: 'Enum[0]', version: '1.4' });

    expect(differences(wider)).toEqual([{ level: 'minor', attribute: 'type', latest_value: 'int' }]);
    expect(differences(other)).toEqual([{ level: 'major', attribute: 'type', latest_value: 'int' }]);
  });

  test('the type of an outdated declaration is a major difference if the stored one is wider', async () => {
    const setting = await settingAt15({ type: 'float' });

    const answer = await app.heksher.declare({ ...setting, type: 'int', version: '1.4' });

    expect(answer.body).toEqual({
      outcome: 'outdated',
      latest_version: '1.5',
      differences: [{ level: 'major', attribute: 'type', latest_value: 'float' }],
    });
  });
});

describe('default values', () => {
  test.each([
    ['int', '7', '0'],
    ['float', '1.5', '0.0'],
    ['float', '1.5', '0'],
    ['bool', 'true', 'false'],
    ['str', '"x"', '""'],
    ['Sequence<int>', '[1]', '[]'],
    ['Flags[1]', '[1]', '[]'],
    ['Mapping<int>', '{"a":1}', '{}'],
    ['Enum[0,1]', '1', '0'],
    ['Enum[false,1]', '1', 'false'],
  ])('default values of the type %s may change from %s to %s', async (type, from, to) => {
    const setting = await settingAt15({ type, default_value: JSON.parse(from) });

    const answer = await declareText({ ...setting, version: '1.6' }, to);

    expect(answer.body).toMatchObject({ outcome: 'upgraded', differences: [{ attribute: 'default_value' }] });
    expect((await app.heksher.setting(setting.name)).text).toContain(`"default_value":${to},`);
  });

  test.each([
    ['Enum[1,true]', '1', 'true'],
    ['Enum[0,false]', '0', 'false'],
    ['Enum[1,"1"]', '1', '"1"'],
    ['float', '9007199254740992', '9007199254740993'],
    ['Sequence<Enum[1,true]>', '[1]', '[true]'],
  ])('default values of the type %s that are %s and %s differ', async (type, from, to) => {
    const setting = await settingAt15({ type, default_value: JSON.parse(from) });

    const answer = await declareText(setting, to);

    expect(answer.status).toBe(409);
    expect(answer.text).toBe(
      `{"outcome":"mismatch","differences":[{"level":"minor","attribute":"default_value","latest_value":${from}}]}`,
    );
  });

  test.each([
    ['float', '100', '1e2'],
    ['float', '1', '1.0'],
    ['int', '1000', '1e3'],
    ['Mapping<int>', '{"a":1,"b":2}', '{"b":2,"a":1}'],
    ['Enum[1]', '1', '1.0'],
  ])('default values of the type %s that are %s and %s are equal', async (type, from, to) => {
    const setting = await settingAt15({ type, default_value: JSON.parse(from) });

    const answer = await declareText(setting, to);

    expect(answer.body).toEqual({ outcome: 'uptodate' });
  });

  test.each([
    ['float', '12345678901234567890', '12345678901234567890'],
    ['float', '9223372036854775807', '9223372036854775807'],
    ['int', '9007199254740993', '9007199254740993'],
    ['float', '0.1000000000000000055', '0.1000000000000000055'],
    ['float', '1.0', '1.0'],
    ['float', '1', '1'],
    ['int', '1.0', '1'],
    ['int', '1e3', '1000'],
    ['int', '-0.0', '0'],
    ['Sequence<int>', '[1.0,2e1]', '[1,20]'],
    ['Mapping<int>', '{"a":1.0}', '{"a":1}'],
    ['Mapping<float>', '{"a":1.0,"b":0.10}', '{"a":1.0,"b":0.10}'],
  ])('default values of the type %s that came as %s go out as %s', async (type, text, shown) => {
    const setting = await app.given.setting({ type, default_value: valueOf(type) });

    await declareText({ ...setting, version: '1.1' }, text);
    const outdated = await declareText({ ...setting, version: '1.0' }, JSON.stringify(otherValueOf(type)));

    expect((await app.heksher.setting(setting.name)).text).toContain(`"default_value":${shown},`);
    expect((await app.heksher.settings()).text).toContain(
      `{"name":"${setting.name}","type":"${type}","default_value":${shown},"version":"1.1"}`,
    );
    expect(outdated.text).toContain(`"attribute":"default_value","latest_value":${shown}}`);
  });
});

describe('metadata', () => {
  test('an upgrade may empty metadata', async () => {
    const setting = await settingAt15({ metadata: { owner: 'platform' } });

    const answer = await app.heksher.declare({ ...setting, metadata: {}, version: '1.6' });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      outcome: 'upgraded',
      previous_version: '1.5',
      differences: [{ level: 'minor', attribute: 'metadata', latest_value: { owner: 'platform' } }],
    });
    expect(await stored(setting.name)).toMatchObject({ metadata: {} });
  });

  test('an upgrade without metadata empties it', async () => {
    const setting = await settingAt15({ metadata: { owner: 'platform' } });

    await app.heksher.declare({ ...setting, metadata: undefined, version: '1.6' });

    expect(await stored(setting.name)).toMatchObject({ metadata: {} });
  });

  test('metadata is replaced as a whole', async () => {
    const setting = await settingAt15({ metadata: { a: 1, b: 2 } });

    await app.heksher.declare({ ...setting, metadata: { b: null, c: [] }, version: '1.6' });

    expect(await stored(setting.name)).toHaveProperty('metadata', { b: null, c: [] });
  });

  test.each([
    [{ a: 1 }, { a: true }],
    [{ a: null }, {}],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: '1' }, { a: 1 }],
  ])('metadata that is %j and %j differs', async (metadata, other) => {
    const setting = await settingAt15({ metadata });

    const answer = await app.heksher.declare({ ...setting, metadata: other });

    expect(answer.body).toEqual({
      outcome: 'mismatch',
      differences: [{ level: 'minor', attribute: 'metadata', latest_value: metadata }],
    });
  });

  test('metadata is equal whatever the order of members', async () => {
    const setting = await settingAt15({ metadata: { long_name: { b: 1, a: 2 }, x: 1 } });

    const answer = await app.heksher.declare({ ...setting, metadata: { x: 1, long_name: { a: 2, b: 1 } } });

    expect(answer.body).toEqual({ outcome: 'uptodate' });
  });
});

/** Declares a setting with a default value given as JSON text. */
async function declareText(declared: Declared, defaultValue: string): Promise<Answer> {
  const text = JSON.stringify({ ...declared, default_value: '?' });
  const body = text.replace('"?"', () => defaultValue);
  return app.heksher.send('POST', '/api/v1/settings/declare', body);
}

/** A value of a type: for Enum and Flags, the first option as written. */
function valueOf(type: string): unknown {
  const inner = type.slice(type.indexOf('<') + 1, -1);
  if (type.startsWith('Sequence')) return [valueOf(inner)];
  if (type.startsWith('Mapping')) return { a: valueOf(inner) };
  const options = JSON.parse(/\[.*\]$/.exec(type)?.[0] ?? '[]') as unknown[];
  if (type.startsWith('Flags')) return [options[0]];
  if (type.startsWith('Enum')) return options[0];
  return { int: 5, float: 5, str: '', bool: true }[type];
}

/** A value of a type that differs from the result of `valueOf` and from those in the tests. */
function otherValueOf(type: string): unknown {
  if (type.startsWith('Sequence')) return [];
  if (type.startsWith('Mapping')) return {};
  return 77;
}
