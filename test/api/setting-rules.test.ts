import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';

const app = useApp();
const { heksher, given } = app;

const rulesOf = (name: string, headers: Record<string, string> = {}) =>
  heksher.send('GET', `/api/v1/settings/${name}/rules`, undefined, headers);

/** Features in this order, and a setting with the default 10 that is configurable by all. */
async function userTheme() {
  const [user, theme] = (await given.features(uniqueName('user'), uniqueName('theme'))) as [string, string];
  const { name } = await given.setting({ configurable_features: [user, theme], default_value: 10 });
  const rule = (feature_values: Record<string, string>, value: number, metadata = {}) =>
    given.rule({ setting: name, feature_values, value, metadata });
  return { user, theme, name, rule };
}

describe('the rules of a setting', () => {
  test('the rules come with their setting, those that win over others first', async () => {
    const { user, theme, name, rule } = await userTheme();
    const low = await rule({ [user]: 'jim' }, 20);
    const high = await rule({ [theme]: 'dark', [user]: 'jim' }, 30, { added_by: 'jim' });
    const middle = await rule({ [theme]: 'dark' }, 40);

    const answer = await rulesOf(name);

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      setting: (await heksher.setting(name)).body,
      rules: [
        {
          rule_id: high,
          value: 30,
          feature_values: [
            [user, 'jim'],
            [theme, 'dark'],
          ],
          metadata: { added_by: 'jim' },
          never: null,
          redundant: false,
        },
        { rule_id: middle, value: 40, feature_values: [[theme, 'dark']], metadata: {}, never: null, redundant: false },
        { rule_id: low, value: 20, feature_values: [[user, 'jim']], metadata: {}, never: null, redundant: false },
      ],
    });
  });

  test('a setting without rules has an empty list', async () => {
    const { name } = await given.setting();

    expect((await rulesOf(name)).body).toMatchObject({ rules: [] });
  });

  test('a rule whose removal would change no value is redundant', async () => {
    const { user, theme, name, rule } = await userTheme();
    const repeating = await rule({ [user]: 'jim', [theme]: 'dark' }, 20);
    const needed = await rule({ [user]: 'jim' }, 20);

    const { body } = await rulesOf(name);

    expect(body).toMatchObject({
      rules: [
        { rule_id: repeating, redundant: true },
        { rule_id: needed, redundant: false },
      ],
    });
  });

  test('a rule on a feature that the setting is not configurable by says why it never wins', async () => {
    const { user, theme, name, rule } = await userTheme();
    const id = await rule({ [user]: 'jim', [theme]: 'dark' }, 20);
    await app.database.sql(`delete from configurable where setting = '${name}' and context_feature = '${theme}'`);

    const { body } = await rulesOf(name);

    const never = `the setting is not configurable by ${theme}`;
    expect(body).toMatchObject({ rules: [{ rule_id: id, never, redundant: true }] });
  });

  test('values and metadata keep their digits', async () => {
    const feature = await given.feature();
    const { name } = await given.setting({ type: 'float', configurable_features: [feature] });
    await heksher.send(
      'POST',
      '/api/v1/rules',
      `{"setting":"${name}","feature_values":{"${feature}":"a"},"value":1.50,"metadata":{"n":12345678901234567890}}`,
    );

    const { text } = await rulesOf(name);

    expect(text).toContain('"value":1.50');
    expect(text).toContain('"metadata":{"n":12345678901234567890}');
  });

  test('an alias leads to the same rules, and an unknown name to none', async () => {
    const { name } = await given.setting();
    const alias = uniqueName('alias');
    await heksher.addAlias(name, alias);

    expect((await rulesOf(alias)).text).toBe((await rulesOf(name)).text);
    expect((await rulesOf('nobody')).status).toBe(404);
    expect((await rulesOf('nul%00l')).status).toBe(404);
  });

  test('a client that has the rules already is sent none, until one changes', async () => {
    const { user, name, rule } = await userTheme();
    const id = await rule({ [user]: 'jim' }, 20);
    const first = await rulesOf(name);
    const etag = first.headers.get('etag') ?? '';

    const same = await rulesOf(name, { 'If-None-Match': etag });
    await heksher.setRuleValue(id, 30);
    const changed = await rulesOf(name, { 'If-None-Match': etag });

    expect(etag).toMatch(/^"[\x21\x23-\x7e]+"$/);
    expect([same.status, same.text]).toEqual([304, '']);
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ rules: [{ rule_id: id, value: 30 }] });
  });
});
