import { beforeAll, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';

const QUERY = '/api/v1/query';

const app = useApp();
/** A setting with an alias and two rules, and one without rules. */
let known: { user: string; theme: string; name: string; alias: string; other: string };
beforeAll(async () => {
  const [user = '', theme = ''] = await app.given.features(uniqueName('user'), uniqueName('theme'));
  const { name: alias } = await app.given.setting({ configurable_features: [user, theme] });
  const name = uniqueName('renamed');
  await app.heksher.rename(alias, { name, version: '1.1' });
  await app.given.rule({ setting: name, feature_values: { [user]: 'jim' }, value: 1, metadata: { by: 'ann' } });
  await app.given.rule({ setting: name, feature_values: { [user]: 'john', [theme]: 'dark' }, value: 2 });
  const { name: other } = await app.given.setting();
  known = { user, theme, name, alias, other };
});

type Known = typeof known;

test.each<[string, (known: Known) => object, (known: Known) => Record<string, string>]>([
  ['nothing', () => ({}), () => ({})],
  ['one setting', ({ name }) => ({ settings: [name] }), ({ name }) => ({ settings: name })],
  ['no settings', () => ({ settings: [] }), () => ({ settings: '' })],
  [
    'a setting by two names',
    ({ alias, name, other }) => ({ settings: [alias, other, name] }),
    ({ alias, name, other }) => ({ settings: `${alias},${other},${name}` }),
  ],
  [
    'filters as a text',
    ({ user, theme }) => ({ context_filters: `${user}:(john,jim),${theme}:*` }),
    ({ user, theme }) => ({ context_filters: `${user}:(john,jim),${theme}:*` }),
  ],
  [
    'filters as an object',
    ({ user, theme }) => ({ context_filters: { [user]: ['john', 'jim'], [theme]: '*' } }),
    ({ user, theme }) => ({ context_filters: `${user}:(john,jim),${theme}:*` }),
  ],
  [
    'one value of one filter',
    ({ user }) => ({ context_filters: { [user]: ['jim'] } }),
    ({ user }) => ({ context_filters: `${user}:(jim)` }),
  ],
  ['no filters', () => ({ context_filters: {} }), () => ({ context_filters: '' })],
  ['every rule', () => ({ context_filters: '*' }), () => ({ context_filters: '*' })],
  ['a feature that does not exist', () => ({ context_filters: { no: '*' } }), () => ({ context_filters: 'no:*' })],
  ['metadata', () => ({ include_metadata: true }), () => ({ include_metadata: 'true' })],
  [
    'the requested names',
    ({ alias, name }) => ({ settings: [alias, name], key_by: 'requested' }),
    ({ alias, name }) => ({ settings: `${alias},${name}`, key_by: 'requested' }),
  ],
  ['a member that means nothing', () => ({ other: 1 }), () => ({})],
])('a body that asks for %s has the answer of the same URL, without an entity tag', async (_, body, parameters) => {
  const byUrl = await app.heksher.query(parameters(known));

  const answer = await app.heksher.post(QUERY, body(known));

  expect(byUrl.status).toBe(200);
  expect(answer.status).toBe(200);
  expect(answer.text).toBe(byUrl.text);
  expect(answer.headers.get('etag')).toBeNull();
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
});

test('a repeated body sees what was written meanwhile', async () => {
  const { user, name } = known;
  const body = { settings: [name], context_filters: { [user]: ['ann'] } };
  const before = await app.heksher.post(QUERY, body);

  const id = await app.given.rule({ setting: name, feature_values: { [user]: 'ann' }, value: 3 });
  const after = await app.heksher.post(QUERY, body);

  expect(before.text).toBe(`{"settings":{"${name}":{"rules":[],"default_value":0}}}`);
  expect(after.text).toContain(`"rule_id":${id}}`);
});

test.each<[unknown, pointer: string, message: string]>([
  [[], '', 'the body must be a JSON object'],
  [{ settings: 'a,b' }, '/settings', 'settings must be an array of setting names'],
  [{ settings: null }, '/settings', 'settings must be an array of setting names'],
  [{ settings: { a: 1 } }, '/settings', 'settings must be an array of setting names'],
  [{ settings: ['a', 5] }, '/settings/1', 'a setting name must be a string'],
  [
    { settings: ['a', 'a b'] },
    '/settings/1',
    '"a b" is not a setting name or alias: 1 to 255 of letters, digits and any of "_.-"',
  ],
  [{ context_filters: null }, '/context_filters', 'context filters must be a string or a JSON object'],
  [{ context_filters: { a: 'b' } }, '/context_filters/a', 'a filter must be "*" or an array of at least one value'],
  [{ context_filters: { a: ['b', 1] } }, '/context_filters/a/1', 'a context feature value must be a string'],
  [
    { context_filters: 'a:b' },
    '/context_filters',
    'at character 0: expected a filter "feature:*" or "feature:(value,…)", or "*" alone',
  ],
  [{ include_metadata: 'true' }, '/include_metadata', 'include_metadata must be true or false'],
  [{ include_metadata: 1 }, '/include_metadata', 'include_metadata must be true or false'],
  [{ key_by: 'name' }, '/key_by', 'key_by must be canonical or requested, not "name"'],
  [{ key_by: null }, '/key_by', 'key_by must be canonical or requested'],
])('the body %j of a query is 422, and the error says where it is wrong', async (body, pointer, message) => {
  const answer = await app.heksher.post(QUERY, body);

  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ detail: message, errors: [{ pointer, message }] });
});

test('a query by POST needs a body', async () => {
  const answer = await app.heksher.send('POST', QUERY);

  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ detail: 'the request needs a body, a JSON object' });
});

test('a body that filters a feature twice is 400, as in a URL', async () => {
  const answer = await app.heksher.post(QUERY, { context_filters: 'a:*,a:*' });

  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ detail: 'the feature a has two filters' });
});

test('unknown settings in a body are 404, and the error names all of them', async () => {
  const answer = await app.heksher.post(QUERY, { settings: ['missing_1', known.name, 'missing_2'] });

  expect(answer.status).toBe(404);
  expect(answer.body).toMatchObject({ detail: 'no settings are called "missing_1", "missing_2"' });
});
