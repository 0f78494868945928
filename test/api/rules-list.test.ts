import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();
const { heksher, given } = app;

interface RulePage {
  rules: { rule_id: number; setting: string; value: unknown; feature_values: string[][]; metadata: unknown }[];
  total: number;
  next: string | null;
}

const list = (parameters: Record<string, string>) => heksher.get(`/api/v1/rules?${new URLSearchParams(parameters)}`);

function pageOf({ status, text, body }: Answer): RulePage {
  if (status !== 200) throw new Error(`answered ${status}: ${text}`);
  return body as RulePage;
}

const idsOf = (answer: Answer) => pageOf(answer).rules.map(({ rule_id }) => rule_id);

/** Two settings, declared in reverse order, with rules for an account and a theme. */
async function givenRules() {
  const [account, theme] = [await given.feature(), await given.feature()];
  const prefix = `${uniqueName('group')}.`;
  const [a, b] = [`${prefix}a`, `${prefix}b`];
  const declared = { configurable_features: [account, theme], type: 'str', default_value: '' };
  for (const name of [b, a]) await given.setting({ ...declared, name });
  const rule = (setting: string, feature_values: Record<string, string>, value: string) =>
    given.rule({ setting, feature_values, value, metadata: { for: value } });
  const ids = {
    john: await rule(b, { [account]: 'john' }, 'http://10.0.0.1/'),
    johnInDark: await rule(a, { [account]: 'john', [theme]: 'dark' }, '20'),
    dark: await rule(a, { [theme]: 'dark' }, 'say "Hi"'),
    jim: await rule(b, { [account]: 'jim', [theme]: 'light' }, '20'),
  };
  return { account, theme, prefix, a, b, ids };
}

test('rules of all settings are listed by the names of these and then by id', async () => {
  const { account, theme, prefix, a, b, ids } = await givenRules();

  const answer = await list({ prefix });

  expect(answer.body).toEqual({
    rules: [
      {
        rule_id: ids.johnInDark,
        setting: a,
        value: '20',
        feature_values: [
          [account, 'john'],
          [theme, 'dark'],
        ],
        metadata: { for: '20' },
      },
      expect.objectContaining({ rule_id: ids.dark, setting: a }),
      expect.objectContaining({ rule_id: ids.john, setting: b }),
      expect.objectContaining({ rule_id: ids.jim, setting: b }),
    ],
    total: 4,
    next: null,
  });
  expect(answer.headers.get('etag')).not.toBeNull();
});

describe('filters', () => {
  test('feature_values finds rules that have all of the conditions, whatever other ones they have', async () => {
    const { account, theme, prefix, ids } = await givenRules();
    const found = async (feature_values: string) => idsOf(await list({ feature_values }));

    expect(await found(`${account}:john`)).toEqual([ids.johnInDark, ids.john]);
    expect(await found(`${theme}:*,${account}:john`)).toEqual([ids.johnInDark]);
    expect(await found(`${theme}:*`)).toEqual([ids.johnInDark, ids.dark, ids.jim]);
    expect(await found(`${account}:nobody`)).toEqual([]);
    expect(idsOf(await list({ prefix, feature_values: 'unknown_feature:*' }))).toEqual([]);
  });

  test('value finds equal values, and strings without their quotes', async () => {
    const { prefix, ids } = await givenRules();

    expect(idsOf(await list({ prefix, value: '20' }))).toEqual([ids.johnInDark, ids.jim]);
    expect(idsOf(await list({ prefix, value: '"20"' }))).toEqual([ids.johnInDark, ids.jim]);
    expect(idsOf(await list({ prefix, value: 'say "Hi"' }))).toEqual([ids.dark]);
    expect(idsOf(await list({ prefix, value: 'say "hi"' }))).toEqual([]);
  });

  test.each([
    ['0', 'int', 0],
    ['0', 'float', 0],
    ['false', 'bool', false],
    ['', 'str', ''],
    ['[]', 'Sequence<int>', []],
    ['{}', 'Mapping<int>', {}],
  ])('value=%s finds a rule of a setting of the type %s', async (value, type, stored) => {
    const feature = await given.feature();
    const { name: setting } = await given.setting({ configurable_features: [feature], type, default_value: stored });
    const id = await given.rule({ setting, feature_values: { [feature]: 'a' }, value: stored });

    expect(idsOf(await list({ setting, value }))).toEqual([id]);
  });

  test('value_contains finds a part of a value in any case of letters', async () => {
    const { prefix, ids } = await givenRules();

    expect(idsOf(await list({ prefix, value_contains: '10.0.0' }))).toEqual([ids.john]);
    expect(idsOf(await list({ prefix, value_contains: '"hi' }))).toEqual([ids.dark]);
    expect(idsOf(await list({ prefix, value_contains: '\u0000' }))).toEqual([]);
  });

  test('setting is a name or alias, and a prefix and a setting that differ have no rules', async () => {
    const { prefix, a, ids } = await givenRules();
    const alias = uniqueName('alias');
    await heksher.addAlias(a, alias);

    expect(idsOf(await list({ setting: alias, prefix }))).toEqual([ids.johnInDark, ids.dark]);
    expect(pageOf(await list({ setting: a, prefix: `${prefix}b` }))).toEqual({ rules: [], total: 0, next: null });
  });
});

describe('pages', () => {
  test('all pages together are the whole list, and each tells how many rules there are', async () => {
    const { prefix, ids } = await givenRules();
    const pages: Answer[] = [await list({ prefix, limit: '3' })];
    const { next } = pageOf(pages[0] as Answer);
    pages.push(await list({ prefix, limit: '3', cursor: next ?? '' }));

    expect(pages.map(idsOf)).toEqual([[ids.johnInDark, ids.dark, ids.john], [ids.jim]]);
    expect(pages.map((page) => pageOf(page).total)).toEqual([4, 4]);
    expect(pageOf(pages[1] as Answer).next).toBeNull();
  });

  test('a page goes on where the last one ended though that rule is gone and others were added', async () => {
    const { account, prefix, a, ids } = await givenRules();
    const { next } = pageOf(await list({ prefix, limit: '2' }));
    await heksher.deleteRule(ids.dark);
    const added = await given.rule({ setting: a, feature_values: { [account]: 'jane' }, value: '' });

    const second = await list({ prefix, cursor: next ?? '' });

    expect(idsOf(second)).toEqual([added, ids.john, ids.jim]);
  });

  test('a list is read again after every change of a rule', async () => {
    const { prefix, ids } = await givenRules();
    await list({ prefix });
    await heksher.setRuleValue(ids.dark, 'new');

    expect(pageOf(await list({ prefix })).rules[1]?.value).toBe('new');
    await heksher.deleteSetting(`${prefix}a`);
    expect(idsOf(await list({ prefix }))).toEqual([ids.john, ids.jim]);
  });
});

describe('what is wrong with a search is said', () => {
  test.each([
    ['feature_values=user', 422, '"user" is not of the form "feature:value" or "feature:*"'],
    ['feature_values=', 422, '"" is not of the form "feature:value" or "feature:*"'],
    ['feature_values=user:a,user:*', 422, 'the feature user is named twice'],
    ['setting=a%20b', 422, expect.stringContaining('is not a setting name or alias')],
    ['setting=nobody', 404, 'no setting is called "nobody"'],
    ['limit=0', 422, 'limit must be 1 to 1000, not "0"'],
    ['cursor=garbage', 422, expect.stringContaining('cursor must be')],
  ])('%s', async (query, status, detail) => {
    const answer = await heksher.get(`/api/v1/rules?${query}`);

    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ detail });
  });
});
