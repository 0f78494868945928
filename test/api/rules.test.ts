import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';

const app = useApp();
const { heksher, given } = app;

const RULES = '/api/v1/rules';
const MISSING = 2_000_000_000;

/** A setting of type int, its alias, and its two features in order. */
async function aliasedSetting(): Promise<{ name: string; alias: string; user: string; theme: string }> {
  const user = await given.feature();
  const theme = await given.feature();
  const { name: alias } = await given.setting({ configurable_features: [theme, user] });
  const name = uniqueName('renamed');
  await heksher.rename(alias, { name, version: '1.1' });
  return { name, alias, user, theme };
}

describe('adding a rule', () => {
  test('adding a rule answers its id and where it is', async () => {
    const { name, configurable_features } = await given.setting();
    const [feature = ''] = configurable_features;

    const answer = await heksher.addRule({ setting: name, feature_values: { [feature]: 'jim' }, value: 7 });

    const { rule_id: id } = answer.body as { rule_id: number };
    expect(answer.status).toBe(201);
    expect(answer.text).toBe(`{"rule_id":${id}}`);
    expect(answer.headers.get('location')).toBe(`/${id}`);
    expect(answer.headers.get('content-location')).toBe(`${RULES}/${id}`);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('a rule may be added by an alias of the setting, and shows the name', async () => {
    const { name, alias, user } = await aliasedSetting();

    const id = await given.rule({ setting: alias, feature_values: { [user]: 'jim' }, value: 1 });

    expect((await heksher.rule(id)).body).toMatchObject({ setting: name });
  });

  test('two rules of a setting cannot have the same conditions, in whatever order and by whatever name', async () => {
    const { name, alias, user, theme } = await aliasedSetting();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim', [theme]: 'dark' }, value: 1 });

    const answer = await heksher.addRule({
      setting: alias,
      feature_values: { [theme]: 'dark', [user]: 'jim' },
      value: 2,
    });

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ status: 409, detail: expect.stringContaining(`rule ${id}`) });
    expect((await heksher.rule(id)).body).toMatchObject({ value: 1 });
  });

  test('conditions that contain those of another rule are other conditions', async () => {
    const { name, user, theme } = await aliasedSetting();
    await given.rule({ setting: name, feature_values: { [user]: 'jim', [theme]: 'dark' }, value: 1 });

    const answers = [
      await heksher.addRule({ setting: name, feature_values: { [user]: 'jim' }, value: 1 }),
      await heksher.addRule({ setting: name, feature_values: { [theme]: 'dark' }, value: 1 }),
      await heksher.addRule({ setting: name, feature_values: { [user]: 'dark', [theme]: 'jim' }, value: 1 }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  });

  test('two settings may have rules with the same conditions', async () => {
    const user = await given.feature();
    const one = await given.setting({ configurable_features: [user] });
    const other = await given.setting({ configurable_features: [user] });

    const answers = [
      await heksher.addRule({ setting: one.name, feature_values: { [user]: 'jim' }, value: 1 }),
      await heksher.addRule({ setting: other.name, feature_values: { [user]: 'jim' }, value: 1 }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });

  test('conditions may be used again once their rule is deleted', async () => {
    const { name, user } = await aliasedSetting();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 1 });
    await heksher.deleteRule(id);

    const answer = await heksher.addRule({ setting: name, feature_values: { [user]: 'jim' }, value: 1 });

    expect(answer.status).toBe(201);
    expect(answer.body).not.toEqual({ rule_id: id });
  });

  test('a setting that does not exist is named with 422', async () => {
    const user = await given.feature();

    const answer = await heksher.addRule({ setting: 'no.such', feature_values: { [user]: 'jim' }, value: 1 });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('no.such') });
  });

  test.each(['known', 'unknown'])(
    'a feature the setting is not configurable by is named with 400: %s',
    async (kind) => {
      const { name } = await given.setting();
      const foreign = kind === 'known' ? await given.feature() : uniqueName('unknown');

      const answer = await heksher.addRule({ setting: name, feature_values: { [foreign]: 'jim' }, value: 1 });

      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ detail: expect.stringContaining(foreign) });
    },
  );

  test.each(['"1"', '1.5', 'true', 'null', '[1]', '{}'])(
    'a value that is not of the type int is 400: %s',
    async (value) => {
      const { name, configurable_features } = await given.setting({ type: 'int' });
      const body = `{"setting":"${name}","feature_values":{"${configurable_features[0]}":"jim"},"value":${value}}`;

      const answer = await heksher.send('POST', RULES, body);

      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ detail: expect.stringContaining('int') });
    },
  );

  test.each([0, -3, false, '', [], {}])('a falsy value is a value: %j', async (value) => {
    const type = {
      number: 'int',
      boolean: 'bool',
      string: 'str',
      object: Array.isArray(value) ? 'Sequence<int>' : 'Mapping<int>',
    }[typeof value as 'number' | 'boolean' | 'string' | 'object'];
    const { name, configurable_features } = await given.setting({ type, default_value: value });
    const [feature = ''] = configurable_features;

    const id = await given.rule({ setting: name, feature_values: { [feature]: 'jim' }, value });

    expect((await heksher.rule(id)).body).toMatchObject({ value });
  });

  test.each([
    ['1', '1'],
    ['1.0', '1.0'],
    ['-2', '-2'],
    ['1e3', '1e3'],
    ['12345678901234567890', '12345678901234567890'],
  ])('a number as the value of a condition is taken as its text: %s', async (number, text) => {
    const { name, configurable_features } = await given.setting();
    const [feature] = configurable_features;
    const body = `{"setting":"${name}","feature_values":{"${feature}":${number}},"value":1}`;

    const answer = await heksher.send('POST', RULES, body);

    expect(answer.status).toBe(201);
    const { rule_id: id } = answer.body as { rule_id: number };
    expect((await heksher.rule(id)).body).toMatchObject({ feature_values: [[feature, text]] });
  });

  test.each(['a@b.c', 'en-US', '1.2.3', 'a/b', 'a+b', '_', 'A'.repeat(255)])(
    'a condition may be for the value %s',
    async (value) => {
      const { name, configurable_features } = await given.setting();
      const [feature = ''] = configurable_features;

      const id = await given.rule({ setting: name, feature_values: { [feature]: value }, value: 1 });

      expect((await heksher.rule(id)).body).toMatchObject({ feature_values: [[feature, value]] });
      expect((await heksher.searchRule(name, `${feature}:${value}`)).body).toEqual({ rule_id: id });
    },
  );

  test.each([
    ['true', 'true'],
    ['null', 'null'],
    ['a list', '["jim"]'],
    ['an object', '{}'],
    ['the empty text', '""'],
    ['a space', '"a b"'],
    ['a comma', '"a,b"'],
    ['a line break at the end', '"a\\n"'],
    ['a letter that is not ASCII', '"é"'],
    ['U+0000', '"\\u0000"'],
    ['more than 255 characters', `"${'a'.repeat(256)}"`],
  ])('a condition cannot be for %s', async (_, value) => {
    const { name, configurable_features } = await given.setting();
    const [feature] = configurable_features;
    const body = `{"setting":"${name}","feature_values":{"${feature}":${value}},"value":1}`;

    const answer = await heksher.send('POST', RULES, body);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: `/feature_values/${feature}` }] });
  });

  test.each(['', 'a b', 'a.b', 'a-b', 'a\n', 'é', 'a'.repeat(256)])(
    'a feature cannot be called %j',
    async (feature) => {
      const { name } = await given.setting();

      const answer = await heksher.addRule({ setting: name, feature_values: { [feature]: 'jim' }, value: 1 });

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ errors: [{ pointer: `/feature_values/${feature}` }] });
    },
  );

  test('a rule needs a condition', async () => {
    const { name } = await given.setting();

    const answer = await heksher.addRule({ setting: name, feature_values: {}, value: 1 });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/feature_values', message: expect.any(String) }] });
  });

  test.each(['setting', 'feature_values', 'value'])('the member %s is required to add a rule', async (member) => {
    const { name, configurable_features } = await given.setting();
    const [feature = ''] = configurable_features;
    const body = { setting: name, feature_values: { [feature]: 'jim' }, value: 1, [member]: undefined };

    const answer = await heksher.post(RULES, body);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: `/${member}`, message: expect.any(String) }] });
  });

  test('all invalid members of a rule are reported at once', async () => {
    const answer = await heksher.post(RULES, { setting: 'a b', feature_values: [], metadata: null });

    expect(answer.status).toBe(422);
    const { errors } = answer.body as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/feature_values', '/metadata', '/setting', '/value']);
  });

  test.each(['a b', 'a\n', '', 'é', 'a'.repeat(256), 3, null])('a setting cannot be called %j', async (setting) => {
    const answer = await heksher.post(RULES, { setting, feature_values: { user: 'jim' }, value: 1 });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/setting' }] });
  });

  test('metadata may be given when a rule is added', async () => {
    const { name, configurable_features } = await given.setting();
    const [feature = ''] = configurable_features;
    const metadata = { by: 'jim', 'why-not': [1, { a: null }], __proto__x: false };

    const id = await given.rule({ setting: name, feature_values: { [feature]: 'a' }, value: 1, metadata });

    expect((await heksher.rule(id)).body).toMatchObject({ metadata });
  });

  test.each(['a.b', '', 'a b', 'é'])('the metadata of a new rule cannot have the key %j', async (key) => {
    const { name, configurable_features } = await given.setting();
    const [feature = ''] = configurable_features;

    const answer = await heksher.addRule({
      setting: name,
      feature_values: { [feature]: 'a' },
      value: 1,
      metadata: { [key]: 1 },
    });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: `/metadata/${key}` }] });
  });

  test('a refused rule leaves nothing behind', async () => {
    const { name, configurable_features } = await given.setting();
    const [feature = ''] = configurable_features;
    const before = await heksher.query({ settings: name });

    await heksher.addRule({ setting: name, feature_values: { [feature]: 'jim' }, value: 'no int' });

    expect((await heksher.query({ settings: name })).text).toBe(before.text);
    expect((await heksher.searchRule(name, `${feature}:jim`)).status).toBe(404);
  });
});

describe('searching a rule', () => {
  test('a search finds the rule with exactly these conditions, in any order', async () => {
    const { name, alias, user, theme } = await aliasedSetting();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim', [theme]: 'dark' }, value: 1 });

    const answers = [
      await heksher.searchRule(name, `${user}:jim,${theme}:dark`),
      await heksher.searchRule(name, `${theme}:dark,${user}:jim`),
      await heksher.searchRule(alias, `${theme}:dark,${user}:jim`),
    ];

    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(`{"rule_id":${id}}`);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    }
  });

  test('a search with fewer, more or other conditions finds no rule', async () => {
    const { name, user, theme } = await aliasedSetting();
    await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 1 });

    const answers = [
      await heksher.searchRule(name, `${theme}:dark`),
      await heksher.searchRule(name, `${user}:jim,${theme}:dark`),
      await heksher.searchRule(name, `${user}:Jim`),
      await heksher.searchRule(name, `no_such_feature:jim`),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  test('a search for a rule of a setting that does not exist is 404', async () => {
    const answer = await heksher.searchRule('no.such', 'user:jim');

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('no.such') });
  });

  test('a search that names a feature twice is 422, even with the same value', async () => {
    const { name, user } = await aliasedSetting();

    const answers = [
      await heksher.searchRule(name, `${user}:jim,${user}:john`),
      await heksher.searchRule(name, `${user}:jim,${user}:jim`),
    ];

    for (const answer of answers) {
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ errors: [{ parameter: 'feature_values' }] });
      expect(answer.body).toMatchObject({ detail: expect.stringContaining(user) });
    }
  });

  test.each([
    '',
    'user',
    ':jim',
    'user:',
    'user:a,',
    ',user:a',
    'user:a:b',
    'user:a b',
    'us-er:a',
    'user:*',
    'user:a\n',
  ])('a search for the conditions %j is 422', async (conditions) => {
    const { name } = await given.setting();

    const answer = await heksher.searchRule(name, conditions);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ parameter: 'feature_values', message: expect.any(String) }] });
  });

  test.each([
    ['setting', '?feature_values=user:jim'],
    ['feature_values', '?setting=cache'],
    ['setting', ''],
  ])('a search for a rule requires the parameter %s', async (parameter, query) => {
    const answer = await heksher.get(`${RULES}/search${query}`);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ parameter }] });
  });

  test('a search with an invalid setting name is 422', async () => {
    const answer = await heksher.searchRule('a%20b', 'user:jim');

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ parameter: 'setting' }] });
  });

  test('the parameters of a search may be percent-encoded more than necessary', async () => {
    const { name, configurable_features } = await given.setting();
    const [feature = ''] = configurable_features;
    const id = await given.rule({ setting: name, feature_values: { [feature]: 'a@b/c' }, value: 1 });

    const answers = [
      await heksher.get(`${RULES}/search?setting=${name}&feature_values=${feature}:a@b/c`),
      await heksher.get(`${RULES}/search?setting=${name}&feature_values=${feature}%3aa%40b%2Fc`),
    ];

    for (const answer of answers) expect(answer.body).toEqual({ rule_id: id });
  });
});

describe('a rule by its id', () => {
  test('a rule by its id shows everything, its conditions in feature order', async () => {
    const { name, alias, user, theme } = await aliasedSetting();
    const rule = { setting: alias, feature_values: { [theme]: 'dark', [user]: 'jim' }, value: 3, metadata: { a: 1 } };
    const id = await given.rule(rule);

    const answer = await heksher.rule(id);

    expect(answer.status).toBe(200);
    expect(answer.text).toBe(
      `{"setting":"${name}","value":3,"feature_values":[["${user}","jim"],["${theme}","dark"]],"metadata":{"a":1}}`,
    );
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('the conditions of a rule are shown in the new order after features are moved', async () => {
    const { name, user, theme } = await aliasedSetting();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim', [theme]: 'dark' }, value: 3 });
    await heksher.moveFeature(theme, { to_before: user });

    const answer = await heksher.rule(id);

    expect(answer.body).toMatchObject({
      feature_values: [
        [theme, 'dark'],
        [user, 'jim'],
      ],
    });
  });

  test('a rule by its id is gone once deleted', async () => {
    const { name, user } = await aliasedSetting();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 3 });

    const answer = await heksher.deleteRule(id);

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect((await heksher.rule(id)).status).toBe(404);
    expect((await heksher.deleteRule(id)).status).toBe(404);
    expect((await heksher.searchRule(name, `${user}:jim`)).status).toBe(404);
  });

  test('a rule by its id is gone once its setting is deleted', async () => {
    const { name, alias, user } = await aliasedSetting();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 3 });
    await heksher.deleteSetting(alias);

    const answer = await heksher.rule(id);

    expect(answer.status).toBe(404);
  });

  test('a rule’s id may be written with leading zeros', async () => {
    const { name, user } = await aliasedSetting();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 3 });

    const answer = await heksher.rule(`00${id}`);

    expect(answer.status).toBe(200);
  });

  const ROUTES: [method: string, path: string, body?: unknown][] = [
    ['GET', ''],
    ['DELETE', ''],
    ['PATCH', '', { value: 1 }],
    ['PUT', '/value', { value: 1 }],
    ['GET', '/metadata'],
    ['POST', '/metadata', { metadata: { a: 1 } }],
    ['POST', '/metadata', { metadata: {} }],
    ['PUT', '/metadata', { metadata: { a: 1 } }],
    ['PUT', '/metadata', { metadata: {} }],
    ['DELETE', '/metadata'],
    ['PUT', '/metadata/key', { value: 1 }],
    ['DELETE', '/metadata/key'],
  ];

  describe.each(ROUTES)('%s /{id}%s (%j)', (method, path, body) => {
    test.each([
      MISSING,
      '2147483647',
      '2147483648',
      '9223372036854775808',
      '1000000000000000000000000000000',
      '99999999999999999999',
      '0002147483646',
      '1' + '0'.repeat(400),
    ])('a rule that does not exist is 404, and the error shows the id as sent: %s', async (id) => {
      const answer = await heksher.send(method, `${RULES}/${id}${path}`, body);

      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(answer.body).toMatchObject({ status: 404, title: 'Not Found', detail: `no rule has the id ${id}` });
    });

    test.each(['0', '-1', 'x', '1.0', '1e3', '00', '+1', '%20', '1%20', '1%0A', '%D9%A1', '0x1'])(
      'an id that is no positive integer is 422: %s',
      async (id) => {
        const answer = await heksher.send(method, `${RULES}/${id}${path}`, body);

        expect(answer.status).toBe(422);
        expect(answer.body).toMatchObject({ errors: [{ parameter: 'id', message: expect.any(String) }] });
      },
    );
  });
});

describe.each([
  ['PUT', '/value'],
  ['PATCH', ''],
])('changing the value by %s /{id}%s', (method, path) => {
  const change = (id: number, body: unknown) => heksher.send(method, `${RULES}/${id}${path}`, body);

  test(`changing the value by ${method} leaves everything else`, async () => {
    const { name, user } = await aliasedSetting();
    const feature_values = { [user]: 'jim' };
    const id = await given.rule({ setting: name, feature_values, value: 3, metadata: { a: 1 } });

    const answer = await change(id, { value: 4 });

    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    const expected = { setting: name, value: 4, feature_values: [[user, 'jim']], metadata: { a: 1 } };
    expect((await heksher.rule(id)).body).toEqual(expected);
  });

  test(`changing the value by ${method} shows in the next query`, async () => {
    const { name, user } = await aliasedSetting();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 3 });
    const before = await heksher.query({ settings: name });

    await change(id, { value: 0 });

    const after = await heksher.query({ settings: name });
    expect(after.text).toBe(before.text.replace('"value":3', '"value":0'));
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
  });

  test(`changing the value by ${method} to the current one succeeds`, async () => {
    const { name, user } = await aliasedSetting();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 3 });

    const answer = await change(id, { value: 3 });

    expect(answer.status).toBe(204);
  });

  test.each([null, '4', 4.5, true, [4]])(
    `changing the value by ${method} to one of another type is 400: %j`,
    async (value) => {
      const { name, user } = await aliasedSetting();
      const id = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 3 });

      const answer = await change(id, { value });

      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ status: 400, detail: expect.stringContaining('int') });
      expect((await heksher.rule(id)).body).toMatchObject({ value: 3 });
    },
  );

  test(`changing the value by ${method} requires a value`, async () => {
    const { name, user } = await aliasedSetting();
    const id = await given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 3 });

    const answer = await change(id, {});

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/value', message: expect.any(String) }] });
  });
});

describe('many at once', () => {
  test('when fifty equal rules are added at once, one is created and the others are conflicts', async () => {
    const { name, configurable_features } = await given.setting();
    const [feature = ''] = configurable_features;
    const rule = { setting: name, feature_values: { [feature]: 'jim' }, value: 1 };

    const answers = await Promise.all(Array.from({ length: 50 }, () => heksher.addRule(rule)));

    const created = answers.filter(({ status }) => status === 201);
    expect(created).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
    expect((await heksher.searchRule(name, `${feature}:jim`)).body).toEqual(created[0]?.body);
  });

  test('fifty different rules that are added at once are all created', async () => {
    const { name, configurable_features } = await given.setting();
    const [feature = ''] = configurable_features;
    const rule = (at: number) => ({ setting: name, feature_values: { [feature]: `v${at}` }, value: at });

    const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => heksher.addRule(rule(at))));

    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(50);
  });

  test('a rule that is changed while it is deleted is changed first, or not found', async () => {
    const { name, configurable_features } = await given.setting();
    const [feature = ''] = configurable_features;

    for (let round = 0; round < 5; round += 1) {
      const id = await given.rule({ setting: name, feature_values: { [feature]: 'jim' }, value: 0 });
      const [deletions, changes, reads] = await Promise.all([
        Promise.all([heksher.deleteRule(id), heksher.deleteRule(id)]),
        Promise.all([
          heksher.setRuleValue(id, 1),
          heksher.setRuleValue(id, 2),
          heksher.post(`${RULES}/${id}/metadata`, { metadata: { a: 1 } }),
          heksher.put(`${RULES}/${id}/metadata/b`, { value: 2 }),
        ]),
        Promise.all([heksher.rule(id), heksher.query({ settings: name })]),
      ]);

      expect(deletions.map(({ status }) => status).sort()).toEqual([204, 404]);
      for (const { status } of changes) expect([204, 404]).toContain(status);
      for (const { status } of reads) expect([200, 404]).toContain(status);
      expect((await heksher.rule(id)).status).toBe(404);
    }
  });

  test('a rule that is added while its setting is deleted is added first, or refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { name, configurable_features } = await given.setting();
      const [feature = ''] = configurable_features;
      const rule = (at: number) => ({ setting: name, feature_values: { [feature]: `v${at}` }, value: 1 });

      const [deletion, ...additions] = await Promise.all([
        heksher.deleteSetting(name),
        ...Array.from({ length: 6 }, (_, at) => heksher.addRule(rule(at))),
      ]);

      expect(deletion.status).toBe(204);
      for (const { status } of additions) expect([201, 422]).toContain(status);
      expect((await heksher.query({ settings: name })).status).toBe(404);
    }
  });
});
