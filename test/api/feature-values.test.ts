import { beforeAll, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';

const app = useApp();
const { heksher, given } = app;

beforeAll(async () => {
  await given.features('account', 'user', 'unused');
  for (const setting of ['a', 'b', 'c']) {
    await given.setting({ name: setting, configurable_features: ['account', 'user'] });
    await given.rule({ setting, feature_values: { user: 'john' }, value: 1 });
  }
  await given.rule({ setting: 'a', feature_values: { user: 'jane' }, value: 1 });
  await given.rule({ setting: 'a', feature_values: { user: 'joan', account: 'john' }, value: 1 });
  await given.rule({ setting: 'b', feature_values: { user: 'joan' }, value: 1 });
  await given.rule({ setting: 'b', feature_values: { user: 'Jo' }, value: 1 });
});

const values = (query: string, feature = 'user') => heksher.get(`/api/v1/context_features/${feature}/values${query}`);

test('the values of a feature are listed with the number of their rules, the most used first', async () => {
  expect((await values('')).body).toEqual({
    values: [
      { value: 'john', rules: 3 },
      { value: 'joan', rules: 2 },
      { value: 'Jo', rules: 1 },
      { value: 'jane', rules: 1 },
    ],
  });
  expect((await values('', 'unused')).body).toEqual({ values: [] });
});

test.each([
  ['?prefix=jo', ['john', 'joan']],
  ['?prefix=john', ['john']],
  ['?prefix=x', []],
  ['?prefix=%25', []],
  ['?prefix=%00', []],
  ['?prefix=', ['john', 'joan', 'Jo', 'jane']],
  ['?prefix=jo&limit=1', ['john']],
  ['?limit=2&limit=3', ['john', 'joan', 'Jo']],
])('%s narrows the values', async (query, expected) => {
  const { body } = await values(query);

  expect((body as { values: { value: string }[] }).values.map(({ value }) => value)).toEqual(expected);
});

test('the values follow every change of rules', async () => {
  const tag = (await values('', 'account')).headers.get('etag') ?? '';
  const path = '/api/v1/context_features/account/values';
  expect((await heksher.send('GET', path, undefined, { 'If-None-Match': tag })).status).toBe(304);

  const id = await given.rule({ setting: 'c', feature_values: { account: 'jim' }, value: 1 });

  const changed = await heksher.send('GET', path, undefined, { 'If-None-Match': tag });
  expect(changed.body).toEqual({
    values: [
      { value: 'jim', rules: 1 },
      { value: 'john', rules: 1 },
    ],
  });
  await heksher.deleteRule(id);
  expect((await values('', 'account')).body).toEqual({ values: [{ value: 'john', rules: 1 }] });
});

test.each([
  ['nothing', '', 404, 'no context feature "nothing"'],
  ['%00', '', 404, 'no context feature "\\u0000"'],
  ['user', '?limit=0', 422, 'limit must be 1 to 1000, not "0"'],
  ['user', '?limit=1001', 422, 'limit must be 1 to 1000, not "1001"'],
])('the values of %s%s are refused with %i', async (feature, query, status, detail) => {
  const answer = await values(query, feature);

  expect([answer.status, answer.body]).toMatchObject([status, { detail }]);
});
