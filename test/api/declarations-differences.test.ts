import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Declared } from '../support/heksher.js';

const app = useApp();

async function stored(name: string): Promise<unknown> {
  return (await app.heksher.setting(name)).body;
}

async function newFeatures(count: number): Promise<string[]> {
  return app.given.features(...Array.from({ length: count }, () => uniqueName('feature')));
}

/** A setting at version 1.5, and the members of its declaration. */
async function settingAt15(attributes: Partial<Declared> = {}): Promise<Declared> {
  const setting = await app.given.setting(attributes);
  return app.given.setting({ ...setting, version: '1.5' });
}

function differences(answer: Answer): unknown {
  return (answer.body as { differences: unknown }).differences;
}

describe('versions', () => {
  test('a declaration equal to the stored setting is up to date', async () => {
    const setting = await settingAt15({ metadata: { a: [1, { b: null }] } });

    const answer = await app.heksher.declare(setting);

    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"outcome":"uptodate"}');
  });

  test.each(['1.5', '01.5', '1.05', '0001.000000005'])('%s is the version 1.5', async (version) => {
    const setting = await settingAt15();

    const answer = await app.heksher.declare({ ...setting, version });

    expect(answer.body).toEqual({ outcome: 'uptodate' });
    expect(await stored(setting.name)).toMatchObject({ version: '1.5' });
  });

  test('the parts of a version compare as numbers', async () => {
    const setting = await settingAt15();

    const answer = await app.heksher.declare({ ...setting, version: '1.10' });

    expect(answer.body).toEqual({ outcome: 'upgraded', previous_version: '1.5', differences: [] });
    expect(await stored(setting.name)).toMatchObject({ version: '1.10' });
  });

  test('a version may have nine digits on either side', async () => {
    const setting = await settingAt15();

    const answer = await app.heksher.declare({ ...setting, version: '999999999.999999999' });

    expect(answer.body).toMatchObject({ outcome: 'upgraded' });
    expect(await stored(setting.name)).toMatchObject({ version: '999999999.999999999' });
  });

  test.each(['1.6', '2.0'])('the higher version %s alone is an upgrade without differences', async (version) => {
    const setting = await settingAt15();

    const answer = await app.heksher.declare({ ...setting, version });

    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"outcome":"upgraded","previous_version":"1.5","differences":[]}');
    expect(await stored(setting.name)).toMatchObject({ version });
  });

  test.each(['1.4', '0.9'])('the lower version %s alone is outdated without differences', async (version) => {
    const setting = await settingAt15();

    const answer = await app.heksher.declare({ ...setting, version });

    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"outcome":"outdated","latest_version":"1.5","differences":[]}');
    expect(await stored(setting.name)).toMatchObject({ version: '1.5' });
  });

  test('any difference at an equal version is a mismatch, and nothing changes', async () => {
    const setting = await settingAt15();
    const before = await stored(setting.name);

    const answer = await app.heksher.declare({ ...setting, default_value: 1 });

    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.text).toBe(
      '{"outcome":"mismatch","differences":[{"level":"minor","attribute":"default_value","latest_value":0}]}',
    );
    expect(await stored(setting.name)).toEqual(before);
  });

  test('minor differences are accepted with a minor version', async () => {
    const setting = await settingAt15();

    const answer = await app.heksher.declare({ ...setting, default_value: 1, metadata: { a: 1 }, version: '1.6' });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      outcome: 'upgraded',
      previous_version: '1.5',
      differences: [
        { level: 'minor', attribute: 'default_value', latest_value: 0 },
        { level: 'minor', attribute: 'metadata', latest_value: {} },
      ],
    });
    expect(await stored(setting.name)).toMatchObject({ default_value: 1, metadata: { a: 1 }, version: '1.6' });
  });

  test('a major difference is rejected in a minor version, together with all other differences', async () => {
    const setting = await settingAt15();
    const before = await stored(setting.name);

    const answer = await app.heksher.declare({ ...setting, type: 'float', default_value: 1.5, version: '1.6' });

    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({
      outcome: 'rejected',
      previous_version: '1.5',
      differences: [
        { level: 'minor', attribute: 'default_value', latest_value: 0 },
        { level: 'major', attribute: 'type', latest_value: 'int' },
      ],
    });
    expect(await stored(setting.name)).toEqual(before);
  });

  test('a major difference is accepted with a major version', async () => {
    const setting = await settingAt15();

    const answer = await app.heksher.declare({ ...setting, type: 'float', default_value: 1.5, version: '2.0' });

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ outcome: 'upgraded', previous_version: '1.5' });
    expect(await stored(setting.name)).toMatchObject({ type: 'float', default_value: 1.5, version: '2.0' });
  });

  test('a mismatch is rejected in a major version, too', async () => {
    const setting = await settingAt15();
    const [feature = ''] = setting.configurable_features;
    const rule = await app.given.rule({ setting: setting.name, feature_values: { [feature]: 'a' }, value: 5 });
    const before = await stored(setting.name);

    const answer = await app.heksher.declare({ ...setting, type: 'str', default_value: '', version: '2.0' });

    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({
      outcome: 'rejected',
      previous_version: '1.5',
      differences: [
        { level: 'minor', attribute: 'default_value', latest_value: 0 },
        { level: 'mismatch', message: `setting type incompatible with values for rules: [${rule}]` },
      ],
    });
    expect(await stored(setting.name)).toEqual(before);
  });
});

/** The difference for removed features, in Heksher's words, which its clients know. */
function removal(...features: string[]): object {
  const names = features.sort().map((name) => `'${name}'`);
  return { level: 'minor', message: `removal of configurable features [${names.join(', ')}]` };
}

describe('configurable features', () => {
  test('configurable features compare as sets', async () => {
    const [first = '', second = ''] = await newFeatures(2);
    const setting = await settingAt15({ configurable_features: [first, second] });

    const answer = await app.heksher.declare({ ...setting, configurable_features: [second, first] });

    expect(answer.body).toEqual({ outcome: 'uptodate' });
  });

  test('only removing configurable features is a minor difference that names them', async () => {
    const [first = '', second = '', third = ''] = await newFeatures(3);
    const setting = await settingAt15({ configurable_features: [first, second, third] });

    const answer = await app.heksher.declare({ ...setting, configurable_features: [second], version: '1.6' });

    expect(answer.body).toMatchObject({ outcome: 'upgraded' });
    expect(differences(answer)).toEqual([removal(first, third)]);
    expect(await stored(setting.name)).toMatchObject({ configurable_features: [second] });
  });

  test('adding configurable features is a major difference that lists the stored ones in feature order', async () => {
    const [first = '', second = '', third = ''] = await newFeatures(3);
    const setting = await settingAt15({ configurable_features: [third, second] });
    const wider = { ...setting, configurable_features: [third, first, second] };

    const minor = await app.heksher.declare({ ...wider, version: '1.6' });
    const major = await app.heksher.declare({ ...wider, version: '2.0' });

    const difference = { level: 'major', attribute: 'configurable_features', latest_value: [second, third] };
    expect(minor.status).toBe(409);
    expect(minor.body).toEqual({ outcome: 'rejected', previous_version: '1.5', differences: [difference] });
    expect(major.body).toEqual({ outcome: 'upgraded', previous_version: '1.5', differences: [difference] });
    expect(await stored(setting.name)).toMatchObject({ configurable_features: [first, second, third] });
  });

  test('exchanging configurable features is one major difference', async () => {
    const [first = '', second = ''] = await newFeatures(2);
    const setting = await settingAt15({ configurable_features: [first] });

    const answer = await app.heksher.declare({ ...setting, configurable_features: [second], version: '2.0' });

    expect(differences(answer)).toEqual([
      { level: 'major', attribute: 'configurable_features', latest_value: [first] },
    ]);
    expect(await stored(setting.name)).toMatchObject({ configurable_features: [second] });
  });

  test.each(['1.5', '1.6', '2.0'])(
    'configurable features must exist where the version %s adds them',
    async (version) => {
      const setting = await settingAt15();
      const before = await stored(setting.name);
      const configurable_features = [...setting.configurable_features, 'nobody'];

      const answer = await app.heksher.declare({ ...setting, configurable_features, version });

      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ detail: 'no context feature "nobody"' });
      expect(await stored(setting.name)).toEqual(before);
    },
  );

  test.each(['1.5', '2.0'])(
    'configurable features that rules use cannot go at version %s, and the answer names both',
    async (version) => {
      const [first = '', second = '', third = ''] = await newFeatures(3);
      const setting = await settingAt15({ configurable_features: [first, second] });
      const add = (feature_values: Record<string, string>) =>
        app.given.rule({ setting: setting.name, feature_values, value: 1 });
      const one = await add({ [second]: 'a' });
      const other = await add({ [first]: 'a', [second]: 'b' });
      await add({ [first]: 'a' });

      const answer = await app.heksher.declare({ ...setting, configurable_features: [first, third], version });

      expect(answer.status).toBe(409);
      const message = `configurable features ['${second}'] are still in use by rules [${one}, ${other}]`;
      expect(differences(answer)).toEqual([{ level: 'mismatch', message }]);
      expect(await stored(setting.name)).toMatchObject({ configurable_features: [first, second] });
    },
  );

  test('configurable features that only an outdated declaration has are a minor difference', async () => {
    const [first = '', second = ''] = await newFeatures(2);
    const setting = await settingAt15({ configurable_features: [first] });

    const answer = await app.heksher.declare({ ...setting, configurable_features: [first, second], version: '1.4' });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      outcome: 'outdated',
      latest_version: '1.5',
      differences: [removal(second)],
    });
  });

  test('configurable features that only an outdated declaration has need not exist any more', async () => {
    const setting = await settingAt15();
    const configurable_features = [...setting.configurable_features, 'nobody'];

    const answer = await app.heksher.declare({ ...setting, configurable_features, version: '1.4' });

    expect(answer.status).toBe(200);
    expect(differences(answer)).toEqual([removal('nobody')]);
  });

  test('configurable features that an outdated declaration lacks are a major difference, used or not', async () => {
    const [first = '', second = ''] = await newFeatures(2);
    const setting = await settingAt15({ configurable_features: [second, first] });
    await app.given.rule({ setting: setting.name, feature_values: { [second]: 'a' }, value: 1 });

    const answer = await app.heksher.declare({ ...setting, configurable_features: [first], version: '1.4' });

    expect(differences(answer)).toEqual([
      { level: 'major', attribute: 'configurable_features', latest_value: [first, second] },
    ]);
  });
});

describe('the differences', () => {
  test('the differences are listed minor first, then major, then mismatch, in a fixed order within a level', async () => {
    const [first = '', second = '', third = ''] = await newFeatures(3);
    const setting = await settingAt15({ configurable_features: [first, second], metadata: { a: 1 } });
    const rule = await app.given.rule({ setting: setting.name, feature_values: { [first]: 'a' }, value: 5 });
    const name = uniqueName('setting');
    const changes = { name, alias: setting.name, default_value: '', metadata: {} };

    const all = { ...setting, ...changes, type: 'str', version: '2.0' };
    const mismatches = await app.heksher.declare({ ...all, configurable_features: [second] });
    const wider = [first, second, third];
    const major = await app.heksher.declare({ ...all, configurable_features: wider, version: '1.6' });
    await app.heksher.deleteRule(rule);
    const upgrade = await app.heksher.declare({ ...all, configurable_features: wider });

    const minor = [
      { level: 'minor', attribute: 'name', latest_value: setting.name },
      { level: 'minor', attribute: 'default_value', latest_value: 0 },
      { level: 'minor', attribute: 'metadata', latest_value: { a: 1 } },
    ];
    const ofFeatures = { level: 'major', attribute: 'configurable_features', latest_value: [first, second] };
    const ofType = { level: 'major', attribute: 'type', latest_value: 'int' };
    const unfit = { level: 'mismatch', message: `setting type incompatible with values for rules: [${rule}]` };
    const used = {
      level: 'mismatch',
      message: `configurable features ['${first}'] are still in use by rules [${rule}]`,
    };
    expect(differences(mismatches)).toEqual([...minor, used, unfit]);
    expect(differences(major)).toEqual([...minor, ofFeatures, unfit]);
    expect(upgrade.body).toEqual({
      outcome: 'upgraded',
      previous_version: '1.5',
      differences: [...minor, ofFeatures, ofType],
    });
  });

  test('the differences of features and type come first if all are minor', async () => {
    const [first = '', second = ''] = await newFeatures(2);
    const setting = await settingAt15({ configurable_features: [first, second], type: 'float' });
    const changes = { configurable_features: [first], type: 'int', default_value: 2, metadata: { a: 1 } };

    const answer = await app.heksher.declare({ ...setting, ...changes, version: '1.6' });

    expect(differences(answer)).toEqual([
      removal(second),
      { level: 'minor', attribute: 'type', latest_value: 'float' },
      { level: 'minor', attribute: 'default_value', latest_value: 0 },
      { level: 'minor', attribute: 'metadata', latest_value: {} },
    ]);
  });
});
