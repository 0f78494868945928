import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Declared } from '../support/heksher.js';

const app = useApp();
const { heksher, given } = app;

const PATH = '/api/v1/change_sets';

type Body = Record<string, unknown>;
const apply = (operations: Body[], more: Body = {}, headers: Record<string, string> = {}): Promise<Answer> =>
  heksher.send('POST', PATH, { operations, ...more }, headers);

/** A setting that is configurable by two features. The second one has the higher priority. */
async function givenSetting(
  attributes: Partial<Declared> = {},
): Promise<{ name: string; user: string; theme: string }> {
  const [user = '', theme = ''] = await given.features(uniqueName('user'), uniqueName('theme'));
  const { name } = await given.setting({ configurable_features: [user, theme], ...attributes });
  return { name, user, theme };
}

async function sequence(): Promise<number> {
  return ((await heksher.get('/api/v1/revision')).body as { sequence: number }).sequence;
}

async function lastChange(): Promise<Body> {
  const { changes } = (await heksher.get(`/api/v1/changes?since=${(await sequence()) - 1}`)).body as {
    changes: Body[];
  };
  return changes[0] as Body;
}

describe('applying a change set', () => {
  test('every operation is carried out, each on what those before it have made', async () => {
    const { name, user } = await givenSetting();
    const fresh = uniqueName('fresh');

    const answer = await apply([
      { op: 'rule.set', setting: name, feature_values: { [user]: 'jim' }, value: 1 },
      { op: 'setting.declare', name: fresh, type: 'str', default_value: '', configurable_features: [user] },
      { op: 'rule.create', setting: fresh, feature_values: {}, value: 'all', metadata: { by: 'jim' } },
      { op: 'rule.change', setting: name, feature_values: { [user]: 'jim' }, new_feature_values: { [user]: 'ann' } },
      { op: 'rule.create', setting: name, feature_values: { [user]: 'jim' }, value: 0 },
      { op: 'setting.change', setting: name, default_value: 5 },
    ]);

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      sequence: await sequence(),
      results: [
        { outcome: 'created', rule_id: expect.any(Number) },
        { outcome: 'created', declaration: { outcome: 'created' } },
        { outcome: 'created', rule_id: expect.any(Number) },
        { outcome: 'changed', rule_id: expect.any(Number) },
        { outcome: 'created', rule_id: expect.any(Number) },
        { outcome: 'changed' },
      ],
      warnings: [],
    });
    expect(answer.headers.get('heksher-sequence')).toBe(String(await sequence()));
    const { rules } = (await heksher.get(`/api/v1/settings/${name}/rules`)).body as { rules: Body[] };
    expect(rules.map(({ value, feature_values }) => [value, feature_values])).toEqual(
      expect.arrayContaining([
        [1, [[user, 'ann']]],
        [0, [[user, 'jim']]],
      ]),
    );
    expect((await heksher.setting(name)).body).toMatchObject({ default_value: 5, version: '1.1' });
  });

  test('a rule without conditions holds for everyone whom no other rule matches', async () => {
    const { name, user } = await givenSetting();

    await apply([
      { op: 'rule.set', setting: name, feature_values: {}, value: 1 },
      { op: 'rule.set', setting: name, feature_values: { [user]: 'jim' }, value: 2 },
    ]);

    const values = ['', `${user}:jim`, `${user}:ann`].map(async (context) => {
      const answer = await heksher.get(`/api/v1/evaluate?settings=${name}&context=${context}`);
      return (answer.body as { settings: Record<string, { value: number }> }).settings[name]?.value;
    });
    expect(await Promise.all(values)).toEqual([1, 2, 1]);
  });

  test('a rule is deleted and another created in its place, and two rules swap their conditions', async () => {
    const { name, user } = await givenSetting();
    const jim = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 1 });
    const ann = await given.rule({ setting: name, feature_values: { [user]: 'ann' }, value: 2 });
    const old = await given.rule({ setting: name, feature_values: { [user]: 'old' }, value: 3 });

    const answer = await apply([
      { op: 'rule.change', rule_id: jim, new_feature_values: { [user]: 'nobody' } },
      { op: 'rule.change', rule_id: ann, new_feature_values: { [user]: 'jim' } },
      { op: 'rule.change', rule_id: jim, new_feature_values: { [user]: 'ann' } },
      { op: 'rule.delete', rule_id: old },
      { op: 'rule.create', setting: name, feature_values: { [user]: 'old' }, value: 4 },
    ]);

    expect(answer.status).toBe(200);
    expect((await heksher.rule(jim)).body).toMatchObject({ value: 1, feature_values: [[user, 'ann']] });
    expect((await heksher.rule(ann)).body).toMatchObject({ value: 2, feature_values: [[user, 'jim']] });
    expect((await heksher.rule(old)).status).toBe(404);
    const found = await heksher.searchRule(name, `${user}:old`);
    expect(found.status).toBe(200);
  });

  test('two settings swap their names', async () => {
    const { name: a } = await givenSetting({ default_value: 1 });
    const { name: b } = await givenSetting({ default_value: 2 });

    const answer = await apply([
      { op: 'setting.change', setting: a, name: 'between' },
      { op: 'alias.delete', setting: 'between', alias: a },
      { op: 'setting.change', setting: b, name: a },
      { op: 'alias.delete', setting: a, alias: b },
      { op: 'setting.change', setting: 'between', name: b },
      { op: 'alias.delete', setting: b, alias: 'between' },
    ]);

    expect(answer.status).toBe(200);
    expect((await heksher.setting(a)).body).toMatchObject({ default_value: 2, aliases: [] });
    expect((await heksher.setting(b)).body).toMatchObject({ default_value: 1, aliases: [] });
  });

  test('a setting is deleted and another declared under its name', async () => {
    const { name, user } = await givenSetting();
    await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 1 });

    const answer = await apply([
      { op: 'setting.delete', setting: name },
      { op: 'setting.declare', name, type: 'str', default_value: 'x', configurable_features: [user] },
    ]);

    expect(answer.status).toBe(200);
    expect((await heksher.setting(name)).body).toMatchObject({ type: 'str', version: '1.0' });
    expect((await heksher.searchRule(name, `${user}:jim`)).status).toBe(404);
  });

  test('a feature is deleted with the rules and settings that used it', async () => {
    const { name, user, theme } = await givenSetting();
    const other = await givenSetting();
    const doomed = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 1 });
    const moved = await given.rule({ setting: name, feature_values: { [user]: 'ann', [theme]: 'dark' }, value: 2 });

    const answer = await apply([
      { op: 'rule.delete', rule_id: doomed },
      { op: 'rule.change', rule_id: moved, new_feature_values: { [theme]: 'dark' } },
      { op: 'setting.change', setting: name, configurable_features: [theme] },
      { op: 'context_feature.delete', context_feature: user },
      { op: 'setting.delete', setting: other.name },
      { op: 'context_feature.delete', context_feature: other.user },
    ]);

    expect(answer.status).toBe(200);
    expect((await heksher.rule(moved)).body).toMatchObject({ feature_values: [[theme, 'dark']] });
    expect((await heksher.feature(user)).status).toBe(404);
  });

  test('a set that changes nothing has no sequence, and is no change', async () => {
    const { name, user } = await givenSetting();
    await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 1 });
    const before = await sequence();

    const same = await apply([{ op: 'rule.set', setting: name, feature_values: { [user]: 'jim' }, value: 1 }]);
    const none = await apply([]);
    const back = await apply([
      { op: 'rule.create', setting: name, feature_values: {}, value: 1 },
      { op: 'rule.delete', setting: name, feature_values: {} },
    ]);

    expect(same.body).toEqual({
      sequence: null,
      results: [{ outcome: 'unchanged', rule_id: expect.any(Number) }],
      warnings: [],
    });
    expect(none.body).toEqual({ sequence: null, results: [], warnings: [] });
    expect(back.body).toEqual({
      sequence: null,
      results: [{ outcome: 'created' }, { outcome: 'deleted' }],
      warnings: [],
    });
    expect(same.headers.get('heksher-sequence')).toBeNull();
    expect(await sequence()).toBe(before);
  });

  test('it is one change, with an entry for each operation that changed something', async () => {
    const { name, user } = await givenSetting();
    await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 1 });

    await apply(
      [
        { op: 'rule.set', setting: name, feature_values: { [user]: 'jim' }, value: 1 },
        { op: 'rule.set', setting: name, feature_values: { [user]: 'jim' }, value: 2 },
        { op: 'rule.set', setting: name, feature_values: {}, value: 3 },
      ],
      { note: 'why' },
      { 'X-Forwarded-User': 'jim' },
    );

    expect(await lastChange()).toMatchObject({ action: 'change_set.applied', settings: [name], actor: 'jim' });
    const rows = await app.database.sql('select note, origin, items from changes order by seq desc limit 1');
    expect(rows).toEqual([
      {
        note: 'why',
        origin: 'change_set',
        items: [
          expect.objectContaining({ n: 1, action: 'rule.value_changed', setting: name }),
          expect.objectContaining({ n: 2, action: 'rule.created', setting: name, before: null }),
        ],
      },
    ]);
  });
});

describe('refusing a change set', () => {
  test('without a note, where one is required', async () => {
    const strict = await app.replica({ isNoteRequired: true });
    const { name } = await givenSetting();
    const body = { operations: [{ op: 'rule.set', setting: name, feature_values: {}, value: 1 }] };

    expect((await strict.post(PATH, body)).status).toBe(422);
    expect((await strict.post(PATH, { ...body, note: '' })).status).toBe(422);
    expect((await strict.post(PATH, { ...body, note: 'why' })).status).toBe(200);
  });

  test('one fault among many operations changes nothing, and every fault is named', async () => {
    const { name, user } = await givenSetting();
    const before = await sequence();
    const operations: Body[] = Array.from({ length: 10_000 }, (_, n) => ({
      op: 'rule.set',
      setting: name,
      feature_values: { [user]: `u${n}` },
      value: n,
    }));
    operations[7] = { op: 'rule.delete', rule_id: 2_000_000_000 };
    operations[5000] = { ...operations[5000], value: 'x' };
    operations[9999] = { ...operations[9999], extra: 1 };

    const answer = await apply(operations);

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({
      status: 404,
      detail: 'operation 7: no rule has the id 2000000000',
      errors: [
        { pointer: '/operations/7', message: 'no rule has the id 2000000000', status: 404 },
        { pointer: '/operations/5000/value', message: "the value is not of the setting's type int", status: 400 },
        { pointer: '/operations/9999/extra', message: expect.stringContaining('no member "extra"'), status: 422 },
      ],
    });
    expect(await sequence()).toBe(before);
  });

  test.each<[string, (name: string, user: string) => Body, number, string]>([
    ['an unknown operation', () => ({ op: 'rule.upsert' }), 422, '/operations/0/op'],
    ['a missing value', (setting) => ({ op: 'rule.set', setting, feature_values: {} }), 422, '/operations/0/value'],
    [
      'a name with U+0000',
      () => ({ op: 'rule.set', setting: 'a\u0000', feature_values: {}, value: 1 }),
      422,
      '/operations/0/setting',
    ],
    [
      'an unknown setting',
      () => ({ op: 'rule.set', setting: 'nobody', feature_values: {}, value: 1 }),
      422,
      '/operations/0',
    ],
    ['an unknown rule', () => ({ op: 'rule.delete', rule_id: 1e300 }), 422, '/operations/0/rule_id'],
    [
      'a rejected declaration',
      (name, user) => ({
        op: 'setting.declare',
        name,
        type: 'float',
        default_value: 0,
        configurable_features: [user],
        version: '1.1',
      }),
      409,
      '/operations/0',
    ],
    [
      'an entity tag that is not current',
      (setting) => ({ op: 'setting.delete', setting, if_match: '"x"' }),
      412,
      '/operations/0',
    ],
  ])('%s is refused with its place', async (_, operation, status, pointer) => {
    const { name, user } = await givenSetting();

    const answer = await apply([operation(name, user)]);

    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ errors: [{ pointer, status }] });
  });

  test.each<[string, string | object | undefined, number]>([
    ['no body', undefined, 422],
    ['no JSON', '{"operations":[{]}', 400],
    ['no object', [], 422],
    ['no operations', {}, 422],
    ['an unknown member', { operations: [], actor: 'jim' }, 422],
    ['a note of another type', { operations: [], note: 5 }, 422],
    ['a long note', { operations: [], note: 'x'.repeat(1001) }, 422],
    ['a note with U+0000', { operations: [], note: '\u0000' }, 422],
    ['a negative based_on', { operations: [], based_on: -1 }, 422],
  ])('%s is refused', async (_, body, status) => {
    expect((await heksher.send('POST', PATH, body)).status).toBe(status);
  });

  test('more operations than the limit are refused', async () => {
    const operations = Array.from({ length: 10_001 }, () => ({}));

    const answer = await apply(operations);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/operations' }] });
  });

  test('its body may be larger than others, but not without bound', async () => {
    const { name } = await givenSetting({ type: 'str', default_value: '' });
    const large = Array.from({ length: 15 }, (_, n) => ({
      op: 'rule.set',
      setting: name,
      feature_values: {},
      value: `${n}`.padEnd(1024 * 1000, 'x'),
    }));

    expect((await apply(large, { dry_run: true })).status).toBe(200);
    expect((await apply([...large, ...large])).status).toBe(413);
    expect((await heksher.post('/api/v1/rules', { setting: name, value: 'x'.repeat(1024 * 1024) })).status).toBe(413);
  });

  test('an entity tag that is current is accepted, as it was before the set', async () => {
    const { name } = await givenSetting();
    const etag = (await heksher.setting(name)).headers.get('etag');
    const change = (value: number) => ({ op: 'setting.change', setting: name, default_value: value, if_match: etag });

    expect((await apply([change(1), change(2)])).status).toBe(200);
    expect((await apply([change(3)])).status).toBe(412);
  });

  test('a failed entity tag tells the current one, and who has changed it', async () => {
    const { name } = await givenSetting();

    const answer = await apply([{ op: 'setting.delete', setting: name, if_match: '"x"' }]);

    expect(answer.body).toMatchObject({
      current_etag: (await heksher.setting(name)).headers.get('etag'),
      changes: [{ sequence: await sequence(), action: 'setting.created' }],
    });
  });

  test('If-Match is refused, since nobody would know what it is of', async () => {
    expect((await apply([], {}, { 'If-Match': '"x"' })).status).toBe(422);
  });
});
