import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();
const { heksher, given } = app;

const EVALUATE = '/api/v1/evaluate';

const evaluate = (body: unknown) => heksher.post(EVALUATE, body);
const evaluateByUrl = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  heksher.send('GET', `${EVALUATE}?${new URLSearchParams(parameters)}`, undefined, headers);

/** The evaluated settings of an answer. */
function settingsOf({ status, text, body }: Answer): Record<string, Record<string, unknown>> {
  if (status !== 200) throw new Error(`answered ${status}: ${text}`);
  return (body as { settings: Record<string, Record<string, unknown>> }).settings;
}

/** Account, user and theme in this order, and a setting with the four rules of the worked example. */
async function workedExample() {
  const account = await given.feature();
  const user = await given.feature();
  const theme = await given.feature();
  const { name } = await given.setting({ configurable_features: [account, user, theme], default_value: 50 });
  const rule = (feature_values: Record<string, string>, value: number) =>
    given.rule({ setting: name, feature_values, value });
  const john = await rule({ [account]: 'john' }, 100);
  const guest = await rule({ [user]: 'guest' }, 10);
  const jimAsAdmin = await rule({ [account]: 'jim', [user]: 'admin' }, 200);
  const guestInDark = await rule({ [user]: 'guest', [theme]: 'dark' }, 20);
  const context = (values: { account?: string; user?: string; theme?: string }) => ({
    ...(values.account === undefined ? {} : { [account]: values.account }),
    ...(values.user === undefined ? {} : { [user]: values.user }),
    ...(values.theme === undefined ? {} : { [theme]: values.theme }),
  });
  return { account, user, theme, name, context, ids: { john, guest, jimAsAdmin, guestInDark } };
}

describe('the value', () => {
  test.each([
    [{ account: 'john', user: 'guest', theme: 'dark' }, 20],
    [{ account: 'jim', user: 'admin', theme: 'dark' }, 200],
    [{ account: 'john', user: 'guest' }, 10],
    [{ account: 'john', user: 'admin' }, 100],
    [{ account: 'jim', theme: 'dark' }, 50],
    [{}, 50],
  ])('the value in %j is %d', async (values, expected) => {
    const { name, context } = await workedExample();

    const answer = await evaluate({ context: context(values), settings: [name] });

    expect(settingsOf(answer)[name]?.value).toBe(expected);
  });

  test('the value comes with the winning rule, its conditions, and the revision', async () => {
    const { name, user, theme, context, ids } = await workedExample();

    const answer = await evaluate({ context: context({ theme: 'dark', user: 'guest' }), settings: [name] });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.body).toEqual({
      settings: {
        [name]: {
          value: 20,
          reason: 'rule',
          rule_id: ids.guestInDark,
          conditions: [
            [user, 'guest'],
            [theme, 'dark'],
          ],
        },
      },
      revision: expect.stringMatching(/./),
    });
  });

  test('the value comes alone if it is the default', async () => {
    const { name } = await workedExample();

    const answer = await evaluate({ context: {}, settings: [name] });

    expect(settingsOf(answer)[name]).toEqual({ value: 50, reason: 'default' });
  });

  test.each([
    ['int', '12345678901234567890', '12345678901234567890'],
    ['int', '1e3', '1000'],
    ['int', '7.0', '7'],
    ['float', '0.1000000000000000055', '0.1000000000000000055'],
    ['float', '1.0', '1.0'],
    ['Sequence<int>', '[1.0,2]', '[1,2]'],
    ['Mapping<float>', '{"a":1.0}', '{"a":1.0}'],
    ['str', '"é😀"', '"é😀"'],
    ['bool', 'false', 'false'],
    ['Enum[1,"a"]', '"a"', '"a"'],
    ['Flags[1,true]', '[true,1]', '[true,1]'],
  ])('the value of type %s keeps its digits: %s', async (type, written, answered) => {
    const user = await given.feature();
    const name = uniqueName('setting');
    const declaration = `{"name":"${name}","type":${JSON.stringify(type)},"default_value":${written},"configurable_features":["${user}"]}`;
    await heksher.send('POST', '/api/v1/settings/declare', declaration);
    const rule = `{"setting":"${name}","feature_values":{"${user}":"jim"},"value":${written}}`;
    await heksher.send('POST', '/api/v1/rules', rule);

    const byDefault = await evaluate({ context: {}, settings: [name] });
    const byRule = await evaluate({ context: { [user]: 'jim' }, settings: [name] });

    expect(byDefault.text).toContain(`"${name}":{"value":${answered},"reason":"default"}`);
    expect(byRule.text).toContain(`"${name}":{"value":${answered},"reason":"rule",`);
  });

  test('the value and the revision follow every write', async () => {
    const { name, user, ids } = await workedExample();
    const get = () => evaluate({ context: { [user]: 'guest' }, settings: [name] });
    const before = await get();
    await heksher.setRuleValue(ids.guest, 11);

    const after = await get();

    expect(settingsOf(after)[name]?.value).toBe(11);
    const revision = (answer: Answer) => (answer.body as { revision: string }).revision;
    expect(revision(after)).not.toBe(revision(before));
  });
});

describe('the settings', () => {
  test('the settings have the requested names, each once, sorted', async () => {
    const feature = await given.feature();
    const alias = uniqueName('b_former');
    const name = uniqueName('a_current');
    await given.setting({ name: alias, configurable_features: [feature], default_value: 7 });
    await heksher.rename(alias, { name, version: '1.1' });

    const answer = await evaluate({ context: {}, settings: [alias, name, alias] });

    expect(Object.entries(settingsOf(answer))).toEqual([
      [name, { value: 7, reason: 'default' }],
      [alias, { value: 7, reason: 'default' }],
    ]);
  });

  test('all settings are evaluated under their canonical names if none is named', async () => {
    const { name } = await given.setting();
    const listed = (await heksher.settings()).body as { settings: { name: string }[] };

    const answer = await evaluate({ context: {} });

    expect(Object.keys(settingsOf(answer))).toEqual(listed.settings.map((setting) => setting.name));
    expect(settingsOf(answer)).toHaveProperty(name);
  });

  test('no setting is evaluated for an empty list', async () => {
    expect(settingsOf(await evaluate({ context: {}, settings: [] }))).toEqual({});
    expect(settingsOf(await evaluateByUrl({ settings: '' }))).toEqual({});
  });

  test('the error names all unknown settings', async () => {
    const { name } = await given.setting();

    const answer = await evaluate({ context: {}, settings: ['nobody', name, 'no.one'] });

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: 'no settings are called "nobody", "no.one"' });
  });

  test.each([
    ['a name that is none', ['a', 'b c'], '/settings/1'],
    ['a number', [1], '/settings/0'],
    ['a text', 'a,b', '/settings'],
    ['null', null, '/settings'],
  ])('the settings cannot be %s', async (_, settings, pointer) => {
    const answer = await evaluate({ context: {}, settings });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer }] });
  });
});

describe('the context', () => {
  test.each([
    ['"jim"', 'jim'],
    ['5', '5'],
    ['1.0', '1.0'],
    ['12345678901234567890', '12345678901234567890'],
    ['true', 'true'],
  ])('the context may have the value %s', async (written, text) => {
    const user = await given.feature();
    const { name } = await given.setting({ configurable_features: [user] });
    await given.rule({ setting: name, feature_values: { [user]: text }, value: 1 });

    const answer = await evaluate(`{"context":{"${user}":${written}},"settings":["${name}"]}`);

    expect(settingsOf(answer)[name]?.value).toBe(1);
  });

  test.each([[null], [[]], [['jim']], [{}]])(
    'the context cannot have the value %j, not even of an unknown feature',
    async (value) => {
      const answer = await evaluate({ context: { user: 'jim', unknown: value } });

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({
        detail: 'the value of the feature unknown must be a string, a number or a boolean',
        errors: [{ pointer: '/context/unknown' }],
      });
    },
  );

  test('the context may name features that do not exist, and have values that no rule can', async () => {
    const { name, user } = await workedExample();

    const answer = await evaluate({ context: { nobody: 'x', 'a b': 'y', [user]: 'J. Doe, Esq.' }, settings: [name] });

    expect(settingsOf(answer)[name]).toEqual({ value: 50, reason: 'default' });
  });

  test.each([
    ['missing', {}],
    ['null', { context: null }],
    ['a list', { context: [] }],
    ['a text', { context: 'user:jim' }],
  ])('the context cannot be %s', async (_, body) => {
    const answer = await evaluate(body);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/context' }] });
  });
});

describe('the explanation', () => {
  test('the explanation lists every rule with its outcome, most specific first', async () => {
    const { name, account, user, theme, context, ids } = await workedExample();

    const answer = await evaluate({
      context: context({ account: 'john', user: 'guest', theme: 'dark' }),
      settings: [name],
      explain: true,
    });

    const guestInDark = [
      [user, 'guest'],
      [theme, 'dark'],
    ];
    expect(settingsOf(answer)[name]).toEqual({
      value: 20,
      reason: 'rule',
      rule_id: ids.guestInDark,
      conditions: guestInDark,
      explanation: [
        { rule_id: ids.guestInDark, conditions: guestInDark, value: 20, outcome: 'won' },
        {
          rule_id: ids.jimAsAdmin,
          conditions: [
            [account, 'jim'],
            [user, 'admin'],
          ],
          value: 200,
          outcome: 'no match',
          feature: account,
          wanted: 'jim',
          actual: 'john',
        },
        {
          rule_id: ids.guest,
          conditions: [[user, 'guest']],
          value: 10,
          outcome: 'lost',
          beaten_by: ids.guestInDark,
          at: theme,
        },
        {
          rule_id: ids.john,
          conditions: [[account, 'john']],
          value: 100,
          outcome: 'lost',
          beaten_by: ids.guestInDark,
          at: theme,
        },
      ],
    });
  });

  test('the explanation has null for a feature that the context lacks', async () => {
    const { name, user } = await workedExample();

    const answer = await evaluate({ context: {}, settings: [name], explain: true });

    const [first] = settingsOf(answer)[name]?.explanation as object[];
    expect(first).toMatchObject({ outcome: 'no match', feature: user, wanted: 'guest', actual: null });
  });

  test('the explanation includes a rule, written by plain SQL, on a feature that the setting is not configurable by', async () => {
    const { name, user, theme } = await workedExample();
    const id = await given.rule({ setting: name, feature_values: { [theme]: 'light' }, value: 1 });
    const other = await given.feature();
    await app.database.sql('update conditions set context_feature = $2 where rule = $1', [id, other]);

    const answer = await evaluate({ context: { [other]: 'light', [user]: 'x' }, settings: [name], explain: true });

    const { explanation, ...result } = settingsOf(answer)[name] ?? {};
    expect(result).toEqual({ value: 50, reason: 'default' });
    expect((explanation as { rule_id: number }[]).find(({ rule_id }) => rule_id === id)).toEqual({
      rule_id: id,
      conditions: [[other, 'light']],
      value: 1,
      outcome: 'never',
      not_configurable_by: [other],
    });
  });

  test('the explanation lists a rule without conditions last, and it wins if no other matches', async () => {
    const { name, user } = await workedExample();
    const insert = 'insert into rules (setting, value) values ($1, $2) returning id';
    const [row] = await app.database.sql<{ id: number }>(insert, [name, '5']);

    const answer = await evaluate({ context: { [user]: 'x' }, settings: [name], explain: true });

    expect(settingsOf(answer)[name]).toMatchObject({ value: 5, reason: 'rule', rule_id: row?.id, conditions: [] });
    expect((settingsOf(answer)[name]?.explanation as object[]).at(-1)).toMatchObject({ outcome: 'won' });
  });

  test('the explanation is empty for a setting without rules', async () => {
    const { name } = await given.setting();

    const answer = await evaluate({ context: {}, settings: [name], explain: true });

    expect(settingsOf(answer)[name]?.explanation).toEqual([]);
  });

  test.each(['yes', 1, null])('the explanation cannot be requested with %j', async (explain) => {
    expect((await evaluate({ context: {}, explain })).status).toBe(422);
  });
});

describe('by URL', () => {
  test('an evaluation by URL has the same answer, with an entity tag in place of the revision', async () => {
    const { name, user, theme } = await workedExample();
    const body = { context: { [user]: 'guest', [theme]: 'dark' }, settings: [name], explain: true };

    const byUrl = await evaluateByUrl({ settings: name, context: `${user}:guest,${theme}:dark`, explain: 'true' });

    expect(byUrl.body).toEqual({ settings: settingsOf(await evaluate(body)) });
    expect(byUrl.headers.get('etag')).toMatch(/^"[^"]+"$/);
  });

  test('the entity tag of an evaluation changes only with a value or its explanation', async () => {
    const { name, user, theme, ids } = await workedExample();
    const parameters = { settings: name, context: `${user}:guest` };
    const etag = (await evaluateByUrl(parameters)).headers.get('etag') ?? '';
    const again = () => evaluateByUrl(parameters, { 'If-None-Match': etag });
    await given.setting();
    await given.rule({ setting: name, feature_values: { [theme]: 'light' }, value: 1 });

    const unchanged = await again();
    await heksher.setRuleValue(ids.guest, 11);
    const changed = await again();

    expect(unchanged.status).toBe(304);
    expect(unchanged.text).toBe('');
    expect(changed.status).toBe(200);
    expect(settingsOf(changed)[name]?.value).toBe(11);
  });

  test('without a context everything has its default', async () => {
    const { name } = await workedExample();

    const answer = await heksher.get(EVALUATE);

    expect(settingsOf(answer)[name]).toEqual({ value: 50, reason: 'default' });
  });

  test.each([
    [{ context: 'user' }, 'context'],
    [{ context: 'user:a,user:b' }, 'context'],
    [{ settings: 'a b' }, 'settings'],
    [{ explain: 'maybe' }, 'explain'],
  ])('an evaluation by the URL %j is refused', async (parameters, parameter) => {
    const answer = await evaluateByUrl(parameters as Record<string, string>);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ parameter }] });
  });

  test('an evaluation by URL names unknown settings', async () => {
    const answer = await evaluateByUrl({ settings: 'nobody' });

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: 'no setting is called "nobody"' });
  });
});
