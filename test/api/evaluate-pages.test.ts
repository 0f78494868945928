import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();
const { heksher, given } = app;

const EVALUATE = '/api/v1/evaluate';
const COMPARE = `${EVALUATE}/compare`;

interface Page {
  settings: Record<string, unknown>;
  total: number;
  next: string | null;
}

function pageOf({ status, text, body }: Answer): Page {
  if (status !== 200) throw new Error(`answered ${status}: ${text}`);
  return body as Page;
}

const namesOf = (answer: Answer) => Object.keys(pageOf(answer).settings);

/** Three settings with a prefix of their own; `b` has a rule for jim. */
async function givenSettings() {
  const user = await given.feature();
  const prefix = `${uniqueName('group')}.`;
  const [a, b, c] = ['a', 'b', 'c'].map((name) => prefix + name) as [string, string, string];
  for (const name of [c, a, b]) {
    await given.setting({
      name,
      configurable_features: [user],
      type: 'float',
      default_value: 10,
      metadata: { in: name },
    });
  }
  const rule = await given.rule({ setting: b, feature_values: { [user]: 'jim' }, value: 20 });
  const same = await given.rule({ setting: c, feature_values: { [user]: 'jim' }, value: 10.0 });
  return { user, prefix, a, b, c, ids: { rule, same } };
}

describe('an evaluation in pages', () => {
  test('a page has the values of its settings, and tells how many there are and how to go on', async () => {
    const { user, prefix, a, b, c, ids } = await givenSettings();
    const request = { context: { [user]: 'jim' }, prefix, limit: 2 };

    const first = await heksher.post(EVALUATE, request);
    const second = await heksher.post(EVALUATE, { ...request, cursor: pageOf(first).next });

    expect(first.body).toEqual({
      settings: {
        [a]: { value: 10, reason: 'default' },
        [b]: { value: 20, reason: 'rule', rule_id: ids.rule, conditions: [[user, 'jim']] },
      },
      total: 3,
      next: expect.any(String),
      revision: expect.any(String),
    });
    expect([namesOf(second), pageOf(second).total, pageOf(second).next]).toEqual([[c], 3, null]);
  });

  test('a search narrows the settings, and explain works on a page', async () => {
    const { user, prefix, b } = await givenSettings();

    const answer = await heksher.post(EVALUATE, { context: { [user]: 'jim' }, search: b.toUpperCase(), explain: true });

    expect(answer.body).toMatchObject({
      settings: { [b]: { explanation: [{ outcome: 'won' }] } },
      total: 1,
      next: null,
    });
    expect(namesOf(await heksher.post(EVALUATE, { context: {}, prefix, search: 'nothing' }))).toEqual([]);
  });

  test('requested settings have pages by the requested names', async () => {
    const { a, b, c, prefix } = await givenSettings();
    const alias = `${prefix}z`;
    await heksher.addAlias(a, alias);
    const request = { context: {}, settings: [alias, c, b], limit: 2 };

    const first = await heksher.post(EVALUATE, request);
    const second = await heksher.post(EVALUATE, { ...request, cursor: pageOf(first).next });

    expect([namesOf(first), namesOf(second)]).toEqual([[b, c], [alias]]);
    expect((await heksher.post(EVALUATE, { ...request, settings: ['nobody'] })).status).toBe(404);
  });

  test('by URL a page has an entity tag and no revision', async () => {
    const { user, prefix, b } = await givenSettings();
    const path = `${EVALUATE}?${new URLSearchParams({ context: `${user}:jim`, search: prefix, limit: '2' })}`;

    const first = await heksher.get(path);
    const second = await heksher.get(`${path}&cursor=${pageOf(first).next}`);
    const again = await heksher.send('GET', path, undefined, { 'If-None-Match': first.headers.get('etag') ?? '' });
    await given.setting({ name: `${prefix}aa` });
    const changed = await heksher.get(path);

    expect(Object.keys(first.body as object)).toEqual(['settings', 'total', 'next']);
    expect([namesOf(second), again.status]).toEqual([[`${prefix}c`], 304]);
    expect(namesOf(changed)).not.toContain(b);
  });

  test('without a page the answer is as it was', async () => {
    const { a } = await givenSettings();

    const answer = await heksher.post(EVALUATE, { context: {}, settings: [a] });

    expect(Object.keys(answer.body as object)).toEqual(['settings', 'revision']);
  });

  test.each([
    [{ limit: 0 }, '/limit', 'limit must be an integer from 1 to 1000'],
    [{ limit: '5' }, '/limit', 'limit must be an integer from 1 to 1000'],
    [{ limit: 1.5 }, '/limit', 'limit must be an integer from 1 to 1000'],
    [{ limit: 1e99 }, '/limit', 'limit must be an integer from 1 to 1000'],
    [{ prefix: 5 }, '/prefix', 'prefix must be a string'],
    [{ search: null }, '/search', 'search must be a string'],
    [{ search: 'abcdefghijklmnopqrstu'.split('').join(' ') }, '/search', 'search may have at most 20 words, not 21'],
    [{ cursor: 'garbage' }, '/cursor', expect.stringContaining('cursor must be the "next"')],
  ])('%j is refused', async (members, pointer, detail) => {
    for (const [path, rest] of [
      [EVALUATE, { context: {} }],
      [COMPARE, { contexts: [{}, {}] }],
    ] as const) {
      const answer = await heksher.post(path, { ...rest, ...members });

      expect([answer.status, answer.body]).toMatchObject([422, { detail, errors: [{ pointer }] }]);
    }
  });
});

describe('a comparison', () => {
  test('the values of each setting are in the order of the contexts', async () => {
    const { user, prefix, a, b, c, ids } = await givenSettings();

    const answer = await heksher.post(COMPARE, { contexts: [{}, { [user]: 'jim' }, { [user]: 'x' }], prefix });

    const fallback = { value: 10, reason: 'default' };
    expect(answer.body).toEqual({
      settings: {
        [a]: [fallback, fallback, fallback],
        [b]: [fallback, { value: 20, reason: 'rule', rule_id: ids.rule }, fallback],
        [c]: [fallback, { value: 10, reason: 'rule', rule_id: ids.same }, fallback],
      },
      total: 3,
      next: null,
    });
  });

  test('with only_differences, settings whose values are equal are left out, wherever these come from', async () => {
    const { user, prefix, b } = await givenSettings();
    const contexts = [{}, { [user]: 'jim' }];

    const answer = await heksher.post(COMPARE, { contexts, prefix, only_differences: true });
    const equal = await heksher.post(COMPARE, { contexts: [{}, {}], prefix, only_differences: true });

    expect([namesOf(answer), pageOf(answer).total]).toEqual([[b], 1]);
    expect(equal.body).toEqual({ settings: {}, total: 0, next: null });
  });

  test('differences have pages', async () => {
    const { user, prefix, a, b, c } = await givenSettings();
    for (const setting of [a, c]) await given.rule({ setting, feature_values: { [user]: 'joe' }, value: 1 });
    await given.rule({ setting: b, feature_values: { [user]: 'joe' }, value: 1 });
    const request = { contexts: [{}, { [user]: 'joe' }], prefix, only_differences: true, limit: 2 };

    const first = await heksher.post(COMPARE, request);
    const second = await heksher.post(COMPARE, { ...request, cursor: pageOf(first).next });

    expect([namesOf(first), namesOf(second)]).toEqual([[a, b], [c]]);
    expect([pageOf(first).total, pageOf(second).next]).toEqual([3, null]);
  });

  test('all settings are compared in pages, too', async () => {
    await givenSettings();

    const answer = await heksher.post(COMPARE, { contexts: [{}, {}], limit: 1 });

    expect(namesOf(answer)).toHaveLength(1);
    expect(pageOf(answer).next).not.toBeNull();
  });

  test.each([
    [{}, 'contexts must be an array of 2 to 4 contexts'],
    [{ contexts: [{}] }, 'contexts must be an array of 2 to 4 contexts'],
    [{ contexts: [{}, {}, {}, {}, {}] }, 'contexts must be an array of 2 to 4 contexts'],
    [{ contexts: { a: 1, b: 2 } }, 'contexts must be an array of 2 to 4 contexts'],
    [{ contexts: [{}, null] }, 'a context must be a JSON object'],
    [{ contexts: [{}, { user: null }] }, 'the value of the feature user must be a string, a number or a boolean'],
    [{ contexts: [{}, {}], only_differences: 1 }, 'only_differences must be true or false'],
    [{ contexts: [{}, {}], settings: 'a' }, 'settings must be an array of setting names'],
  ])('%j is refused', async (body, detail) => {
    const answer = await heksher.post(COMPARE, body);

    expect([answer.status, answer.body]).toMatchObject([422, { detail }]);
  });

  test('unknown settings are not found', async () => {
    const answer = await heksher.post(COMPARE, { contexts: [{}, {}], settings: ['nobody', 'noone'] });

    expect([answer.status, answer.body]).toMatchObject([404, { detail: 'no settings are called "nobody", "noone"' }]);
  });
});
