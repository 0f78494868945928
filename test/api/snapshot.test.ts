import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';

const app = useApp({ logLevel: 'info' });
const { heksher, given } = app;

const snapshot = (parameters: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  heksher.send('GET', `/api/v1/snapshot?${new URLSearchParams(parameters)}`, undefined, headers);

const sequence = async () => ((await heksher.get('/api/v1/revision')).body as { sequence: number }).sequence;
const features = async () => ((await heksher.features()).body as { context_features: string[] }).context_features;

async function cacheSize() {
  const [user, theme] = (await given.features(uniqueName('user'), uniqueName('theme'))) as [string, string];
  const { name } = await given.setting({ configurable_features: [user, theme], default_value: 64 });
  const rule = (feature_values: Record<string, string>, value: number) =>
    given.rule({ setting: name, feature_values, value });
  return { user, theme, name, rule };
}

describe('a snapshot', () => {
  test('a snapshot has all that is needed to resolve settings, of one state', async () => {
    const { user, theme, name, rule } = await cacheSize();
    const first = await rule({ [user]: 'jim', [theme]: 'dark' }, 30);
    const second = await rule({ [user]: 'guest' }, 10);

    const answer = await snapshot({ settings: name });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      sequence: await sequence(),
      context_features: await features(),
      settings: {
        [name]: {
          name,
          aliases: [],
          type: 'int',
          version: '1.0',
          configurable_features: [user, theme],
          default_value: 64,
          rules: [
            [first, { [user]: 'jim', [theme]: 'dark' }, 30],
            [second, { [user]: 'guest' }, 10],
          ],
        },
      },
    });
  });

  test('a setting has the names that were asked for', async () => {
    const { name } = await given.setting();
    const alias = uniqueName('alias');
    await heksher.addAlias(name, alias);

    const { body } = await snapshot({ settings: `${alias},${name}` });

    expect(body).toMatchObject({ settings: { [alias]: { name, aliases: [alias] }, [name]: { name } } });
  });

  test('without names a snapshot has all settings, and with an empty list none', async () => {
    const { name } = await given.setting();

    const all = (await snapshot()).body as { settings: Record<string, unknown> };
    const none = (await snapshot({ settings: '' })).body as { settings: Record<string, unknown> };

    expect(Object.keys(all.settings)).toContain(name);
    expect(none.settings).toEqual({});
  });

  test('filters leave out rules that no context of the client matches', async () => {
    const { user, theme, name, rule } = await cacheSize();
    const wanted = await rule({ [user]: 'jim' }, 1);
    await rule({ [user]: 'guest' }, 2);
    await rule({ [theme]: 'dark' }, 3);

    const { body } = await snapshot({ settings: name, context_filters: `${user}:(jim)` });

    expect(body).toMatchObject({ settings: { [name]: { rules: [[wanted, { [user]: 'jim' }, 1]] } } });
  });

  test('values keep their digits', async () => {
    const feature = await given.feature();
    const { name } = await given.setting({ type: 'float', configurable_features: [feature] });
    const body = `{"setting":"${name}","feature_values":{"${feature}":"a"},"value":1.50}`;
    await heksher.post('/api/v1/rules', body);

    const { text } = await snapshot({ settings: name });

    expect(text).toContain(`{"${feature}":"a"},1.50]`);
  });

  test('a client that has a snapshot is sent none until something changes, also by the fast lane', async () => {
    const { user, name, rule } = await cacheSize();
    const id = await rule({ [user]: 'jim' }, 1);
    const first = await snapshot({ settings: name });
    const etag = first.headers.get('etag') ?? '';

    const again = await snapshot({ settings: name });
    const same = await snapshot({ settings: name }, { 'If-None-Match': etag });
    await heksher.setRuleValue(id, 2);
    const changed = await snapshot({ settings: name }, { 'If-None-Match': etag });

    expect([again.text, again.headers.get('etag')]).toEqual([first.text, etag]);
    expect([same.status, same.text]).toEqual([304, '']);
    expect(changed.body).toMatchObject({ settings: { [name]: { rules: [[id, { [user]: 'jim' }, 2]] } } });
  });

  test('a snapshot follows the order of the context features', async () => {
    const { user, theme, name } = await cacheSize();
    await snapshot({ settings: name });
    await heksher.moveFeature(user, { to_after: theme });

    const { body } = await snapshot({ settings: name });

    expect(body).toMatchObject({
      sequence: await sequence(),
      context_features: await features(),
      settings: { [name]: { configurable_features: [theme, user] } },
    });
  });

  test('a snapshot is answered while the database has lost its head', async () => {
    const { name } = await given.setting();
    const [head] = await app.database.sql<Record<string, unknown>>(
      'delete from revision_head returning id, seq, parent',
    );

    const answer = await snapshot({ settings: name });

    const columns = [head?.id, head?.seq, head?.parent];
    await app.database.sql('insert into revision_head (id, seq, parent) values ($1, $2, $3)', columns);
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ sequence: null })]);
  });

  test.each([
    [{ settings: 'nobody' }, 404],
    [{ settings: 'a b' }, 422],
    [{ settings: '\u0000' }, 422],
    [{ context_filters: 'user' }, 422],
    [{ context_filters: 'user:*,user:*' }, 400],
  ])('a request for a snapshot with %j is answered %i', async (parameters, status) => {
    expect((await snapshot(parameters as Record<string, string>)).status).toBe(status);
  });
});

describe('a snapshot by POST', () => {
  const PATH = '/api/v1/snapshot';

  test.each<[string, (names: { name: string; user: string }) => [object, Record<string, string>]]>([
    ['everything', () => [{}, {}]],
    ['no settings', () => [{ settings: [] }, { settings: '' }]],
    ['one setting', ({ name }) => [{ settings: [name] }, { settings: name }]],
    [
      'one value of a feature',
      ({ name, user }) => [
        { settings: [name], context_filters: { [user]: ['jim'] } },
        { settings: name, context_filters: `${user}:(jim)` },
      ],
    ],
    ['filters as text', ({ user }) => [{ context_filters: `${user}:*` }, { context_filters: `${user}:*` }]],
  ])('a body that asks for %s has the answer of the same URL, without an entity tag', async (_, ask) => {
    const { user, theme, name, rule } = await cacheSize();
    await rule({ [user]: 'jim' }, 1);
    await rule({ [user]: 'guest' }, 2);
    await rule({ [theme]: 'dark' }, 3);
    const [body, parameters] = ask({ name, user });
    const byUrl = await snapshot(parameters);

    const answer = await heksher.post(PATH, body);

    expect([byUrl.status, answer.status, answer.text]).toEqual([200, 200, byUrl.text]);
    expect(answer.headers.get('etag')).toBeNull();
  });

  test('a repeated body sees what was written meanwhile', async () => {
    const { user, theme, name, rule } = await cacheSize();
    const body = { settings: [name] };
    const before = await heksher.post(PATH, body);

    const id = await rule({ [user]: 'jim' }, 1);
    const after = await heksher.post(PATH, body);
    await heksher.moveFeature(user, { to_after: theme });
    const moved = await heksher.post(PATH, body);

    expect(before.body).toMatchObject({ settings: { [name]: { rules: [] } } });
    expect(after.body).toMatchObject({ settings: { [name]: { rules: [[id, { [user]: 'jim' }, 1]] } } });
    expect(moved.body).toMatchObject({ context_features: await features(), sequence: await sequence() });
  });

  test('a body may have the names of thousands of settings', async () => {
    const { name } = await cacheSize();
    const settings = Array.from({ length: 5000 }, (_, at) => `a_setting_with_a_long_name_for_a_long_body_${at}`);

    const answer = await heksher.post(PATH, { settings: [...settings, name] });

    expect([answer.status, (answer.body as { missing: unknown }).missing]).toEqual([404, settings]);
  });

  test.each([
    [undefined, 422],
    [[], 422],
    [{ settings: 'a' }, 422],
    [{ settings: ['a', 'a b'] }, 422],
    [{ context_filters: { user: [] } }, 422],
    [{ context_filters: 'user:*,user:*' }, 400],
  ])('the body %j is answered %i', async (body, status) => {
    expect((await heksher.send('POST', PATH, body)).status).toBe(status);
  });
});

test.each([
  ['GET', '?settings=missing_1,missing_2,missing_1', undefined],
  ['POST', '', { settings: ['missing_1', 'missing_2', 'missing_1'] }],
])('the refusal of a snapshot by %s lists the names that no setting has', async (method, query, body) => {
  const answer = await heksher.send(method, `/api/v1/snapshot${query}`, body);

  expect([answer.status, answer.body]).toEqual([
    404,
    expect.objectContaining({
      detail: 'no settings are called "missing_1", "missing_2"',
      missing: ['missing_1', 'missing_2'],
    }),
  ]);
});
