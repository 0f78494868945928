import { describe, expect, test } from '@jest/globals';
import { serve, useApp } from '../support/app.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();
const { heksher, given } = app;

const QUERY = '/api/v1/query';

/** Trust, user and theme in this order, and a setting that is configurable by all. */
async function trustUserTheme() {
  const trust = await given.feature();
  const user = await given.feature();
  const theme = await given.feature();
  const { name } = await given.setting({ configurable_features: [trust, user, theme], default_value: 9 });
  const rule = (feature_values: Record<string, string>) => given.rule({ setting: name, feature_values, value: 1 });
  return { trust, user, theme, name, rule };
}

describe('the entity tag', () => {
  const etagOf = ({ headers }: Answer) => headers.get('etag') ?? 'none';

  test('the entity tag is strong, and the same for the same answer', async () => {
    const { user, name, rule } = await trustUserTheme();
    await rule({ [user]: 'jim' });

    const answers = [await heksher.query({ settings: name }), await heksher.query({ settings: name })];

    expect(etagOf(answers[0] as Answer)).toMatch(/^"[\x21\x23-\x7e]+"$/);
    expect(etagOf(answers[1] as Answer)).toBe(etagOf(answers[0] as Answer));
  });

  test('the entity tag differs between answers that differ, of one setting, of two, and with metadata', async () => {
    const { user, name, rule } = await trustUserTheme();
    const { name: other } = await given.setting();
    await rule({ [user]: 'jim' });

    const answers = [
      await heksher.query({ settings: name }),
      await heksher.query({ settings: other }),
      await heksher.query({ settings: `${name},${other}` }),
      await heksher.query({ settings: name, include_metadata: 'true' }),
      await heksher.query({ settings: name, context_filters: '' }),
      await heksher.query({ settings: '' }),
    ];

    expect(new Set(answers.map(etagOf)).size).toBe(answers.length);
  });

  test('the entity tag is the same again once the content is', async () => {
    const { user, name, rule } = await trustUserTheme();
    const id = await rule({ [user]: 'jim' });
    const before = await heksher.query({ settings: name });
    await heksher.setRuleValue(id, 2);
    const between = await heksher.query({ settings: name });
    await heksher.setRuleValue(id, 1);

    const after = await heksher.query({ settings: name });

    expect(etagOf(between)).not.toBe(etagOf(before));
    expect(etagOf(after)).toBe(etagOf(before));
  });

  test('the entity tag and the body are the same on every replica and after a restart', async () => {
    const { trust, user, theme, name, rule } = await trustUserTheme();
    await rule({ [theme]: 'dark', [trust]: 'full' });
    const id = await rule({ [user]: 'jim', [theme]: 'dark' });
    await heksher.post(`/api/v1/rules/${id}/metadata`, { metadata: { z: 1, bb: 2, a: { d: 1, c: 2 } } });
    const replica = await app.replica();
    const restarted = await serve(app.database.url);
    const parameters: Record<string, string>[] = [
      { settings: name },
      {},
      { settings: name, include_metadata: '1' },
      { settings: name, context_filters: `${theme}:*,${user}:(jim)` },
    ];

    try {
      for (const each of parameters) {
        const [first, ...others] = [
          await heksher.query(each),
          await replica.query(each),
          await restarted.heksher.query(each),
        ];

        expect(first?.status).toBe(200);
        for (const answer of others) {
          expect(answer.text).toBe(first?.text);
          expect(etagOf(answer)).toBe(etagOf(first as Answer));
        }
      }
    } finally {
      await restarted.close();
    }
  });

  test('a replica answers from the newest state, whoever wrote it', async () => {
    const { user, name, rule } = await trustUserTheme();
    const replica = await app.replica();
    await replica.query({ settings: name });
    const id = await rule({ [user]: 'jim' });

    const answer = await replica.query({ settings: name });

    expect(answer.body).toMatchObject({ settings: { [name]: { rules: [{ rule_id: id }] } } });
    expect(answer.text).toBe((await heksher.query({ settings: name })).text);
  });

  describe('in If-None-Match', () => {
    const OTHER = '"something else"';
    const HOLDING: [string, (etag: string) => string][] = [
      ['alone', (etag) => etag],
      ['marked weak', (etag) => `W/${etag}`],
      ['at the end of a list', (etag) => `${OTHER}, ${etag}`],
      ['in front of a list', (etag) => `${etag},${OTHER}`],
      ['within a list, marked weak', (etag) => `${OTHER} ,W/"weak",  W/${etag} , ${OTHER}`],
      ['as *', () => '*'],
    ];

    test.each(HOLDING)('the entity tag in If-None-Match %s gives 304 without a body', async (_, header) => {
      const { user, name, rule } = await trustUserTheme();
      await rule({ [user]: 'jim' });
      const etag = etagOf(await heksher.query({ settings: name }));

      const answer = await heksher.query({ settings: name }, { 'If-None-Match': header(etag) });

      expect(answer.status).toBe(304);
      expect(answer.text).toBe('');
      expect(etagOf(answer)).toBe(etag);
      expect(answer.headers.get('content-type')).toBeNull();
    });

    const FAILING: [string, (etag: string) => string][] = [
      ['another tag', () => OTHER],
      ['nothing', () => ''],
      ['other tags', () => `${OTHER}, W/"b"`],
      ['the tag without quotes', (etag) => etag.replaceAll('"', '')],
      ['a longer tag', (etag) => etag.replace(/"$/, 'x"')],
      ['a quoted *', () => '"*"'],
    ];

    test.each(FAILING)('the entity tag in If-None-Match %s gives the answer', async (_, header) => {
      const { name } = await trustUserTheme();
      const plain = await heksher.query({ settings: name });

      const answer = await heksher.query({ settings: name }, { 'If-None-Match': header(etagOf(plain)) });

      expect(answer.status).toBe(200);
      expect(answer.text).toBe(plain.text);
      expect(etagOf(answer)).toBe(etagOf(plain));
    });

    test('an old tag in If-None-Match gives the new answer', async () => {
      const { user, name, rule } = await trustUserTheme();
      const old = etagOf(await heksher.query({ settings: name }));
      const id = await rule({ [user]: 'jim' });

      const answer = await heksher.query({ settings: name }, { 'If-None-Match': old });

      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ settings: { [name]: { rules: [{ rule_id: id }] } } });
    });

    test('the tag of another query in If-None-Match gives the answer', async () => {
      const { name } = await trustUserTheme();
      const other = etagOf(await heksher.query({ settings: '' }));

      const answer = await heksher.query({ settings: name }, { 'If-None-Match': other });

      expect(answer.status).toBe(200);
    });

    test('an error is answered whatever If-None-Match says', async () => {
      const answer = await heksher.query({ settings: 'no.such' }, { 'If-None-Match': '*' });

      expect(answer.status).toBe(404);
    });
  });

  test('HEAD of a query has the headers of GET and no body', async () => {
    const { user, name, rule } = await trustUserTheme();
    await rule({ [user]: 'jim' });
    const get = await heksher.query({ settings: name });

    const head = await heksher.send('HEAD', `${QUERY}?settings=${name}`);
    const unchanged = await heksher.send('HEAD', `${QUERY}?settings=${name}`, undefined, {
      'If-None-Match': etagOf(get),
    });

    expect(head.status).toBe(200);
    expect(head.text).toBe('');
    expect(etagOf(head)).toBe(etagOf(get));
    expect(head.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(get.text)));
    expect(unchanged.status).toBe(304);
  });

  test('the entity tag stays the same when something outside the answer changes', async () => {
    const { name } = await given.setting();
    const before = await heksher.query({ settings: name });
    await trustUserTheme();

    const after = await heksher.query({ settings: name });

    expect(after.text).toBe(before.text);
    expect(etagOf(after)).toBe(etagOf(before));
  });
});
