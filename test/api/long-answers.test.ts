import { beforeAll, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';

const app = useApp({ logLevel: 'info' });
const { heksher } = app;

/** More rules than are printed at a stretch, in a setting that is larger than a step. */
const RULES = 6000;

beforeAll(async () => {
  await app.given.features('user', 'theme');
  await app.database.sql(`
    begin;
    insert into settings (name, type, default_value, version)
      values ('many', 'str', '"none"', '1.0'), ('none', 'int', '1', '1.0');
    insert into configurable values ('many', 'user'), ('many', 'theme');
    insert into rules (id, setting, value) select 10 + n, 'many', to_json('é' || n) from generate_series(1, ${RULES}) n;
    insert into conditions select 10 + n, 'user', 'jim_' || n from generate_series(1, ${RULES}) n;
    insert into conditions select 10 + n, 'theme', 'dark' from generate_series(2, ${RULES}, 2) n;
    commit;`);
});

function numbers(): number[] {
  return Array.from({ length: RULES }, (_, index) => index + 1);
}

function conditionsOf(n: number): [string, string][] {
  return [['user', `jim_${n}`], ...(n % 2 === 0 ? [['theme', 'dark'] as [string, string]] : [])];
}

test('an answer that is printed in slices is complete, and its tag is the same for GET and HEAD', async () => {
  const rules = numbers().map((n) => ({ value: `é${n}`, context_features: conditionsOf(n), rule_id: 10 + n }));

  const first = await heksher.query();
  const repeated = await heksher.query();
  const unchanged = await heksher.query({}, { 'If-None-Match': first.headers.get('etag') ?? '' });
  const head = await heksher.send('HEAD', '/api/v1/query');
  const posted = await heksher.post('/api/v1/query', {});

  expect(first.body).toEqual({
    settings: { many: { rules, default_value: 'none' }, none: { rules: [], default_value: 1 } },
  });
  expect(repeated.text).toBe(first.text);
  expect(posted.text).toBe(first.text);
  expect(first.headers.get('content-type')).toBe(repeated.headers.get('content-type'));
  expect(first.headers.get('content-length')).toBe(String(Buffer.byteLength(first.text)));
  expect(unchanged.status).toBe(304);
  expect(head.headers.get('etag')).toBe(first.headers.get('etag'));
  expect(first.headers.get('content-disposition')).toBeNull();
});

test('concurrent requests for the same long answer share it, also after a change', async () => {
  await heksher.query();

  await app.database.sql(`update settings set default_value = '"other"' where name = 'many'`);
  const answers = await Promise.all(Array.from({ length: 8 }, () => heksher.query({ include_metadata: 'true' })));

  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers[0]?.body).toMatchObject({ settings: { many: { default_value: 'other' } } });
});

test('a long snapshot is complete', async () => {
  const { body } = await heksher.get('/api/v1/snapshot?settings=many');

  const rules = numbers().map((n) => [10 + n, Object.fromEntries(conditionsOf(n)), `é${n}`]);
  expect(body).toMatchObject({ settings: { many: { rules } } });
});

test('a long answer of an earlier state is complete', async () => {
  const now = await heksher.query();
  const { body } = await heksher.get('/api/v1/revision');
  const { sequence } = body as { sequence: number };
  await app.database.sql(`update rules set value = '"changed"' where id = 11`);

  const past = await heksher.query({ as_of: String(sequence) });

  expect(past.status).toBe(200);
  expect(past.text).toBe(now.text);
});
