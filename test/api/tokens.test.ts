import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import type { Answer } from '../support/heksher.js';

const app = useApp();
const { heksher } = app;
const TOKENS = '/api/v1/tokens';
const TOKEN = /^hks_([A-Za-z0-9_-]{22})_([A-Za-z0-9_-]{43})$/;
const UNKNOWN = '5f0c9a52-8a3e-4b0e-9d0e-0123456789ab';
const LATER = '2100-01-01T00:00:00.000Z';

beforeEach(() => app.database.sql('delete from access_tokens'));

interface Token {
  id: string;
  token: string;
}

const create = (body: unknown = { name: 'ci', role: 'service' }, headers: Record<string, string> = {}) =>
  heksher.send('POST', TOKENS, body, headers);
const created = async (body?: unknown) => (await create(body)).body as Token;
const change = (id: string, body: unknown, query = '') => heksher.send('PATCH', `${TOKENS}/${id}${query}`, body);
const rotate = (id: string, body?: unknown, query = '') => heksher.send('POST', `${TOKENS}/${id}/rotate${query}`, body);
const list = async () => ((await heksher.get(TOKENS)).body as { tokens: Record<string, unknown>[] }).tokens;
const changes = () =>
  app.database.sql<Record<string, unknown>>(
    `select seq, actor, action, note, request_id, settings from changes where action like 'token.%' order by seq desc`,
  );
const detail = ({ status, body }: Answer) => [status, (body as { detail: string }).detail];

/** What the database has of the secret of a token. */
async function stored(): Promise<unknown> {
  const [row] = await app.database.sql(
    'select selector, secret_hash, previous_selector, previous_secret_hash, previous_until from access_tokens',
  );
  return row;
}

function secretOf(token: string): { selector: string; secret_hash: string } {
  const [, selector = '', secret = ''] = TOKEN.exec(token) ?? [];
  return { selector, secret_hash: createHash('sha256').update(secret).digest('hex') };
}

describe('a new token', () => {
  test('a new token is shown once, and listed without its secret', async () => {
    const answer = await create(
      { name: 'ci', role: 'editor', prefixes: ['web.', 'web.', 'a'], expires_at: LATER },
      { 'X-Forwarded-Email': 'jim@example.com', 'Heksher-Note': 'for the pipeline', 'X-Request-Id': 'abc-1' },
    );

    const { token, ...listed } = answer.body as Token;
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
    expect(token).toMatch(TOKEN);
    expect(listed).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'ci',
      role: 'editor',
      prefixes: ['web.', 'a'],
      created_by: 'jim@example.com',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      last_used_at: null,
      expires_at: LATER,
    });
    expect(await list()).toEqual([listed]);
    const [logged] = await changes();
    expect(logged).toEqual({
      seq: answer.headers.get('heksher-sequence'),
      ...{ actor: 'jim@example.com', action: 'token.created', note: 'for the pipeline', settings: [] },
      request_id: 'abc-1',
    });
  });

  test('a new token is stored as its selector and a hash only', async () => {
    const { token } = await created();

    expect(await stored()).toEqual({
      ...secretOf(token),
      ...{ previous_selector: null, previous_secret_hash: null, previous_until: null },
    });
    const { text } = await heksher.get('/api/v1/changes?order=desc');
    expect(text).toContain('token.created');
    for (const part of [token, ...Object.values(secretOf(token))]) expect(text).not.toContain(part);
  });

  test('the name of a new token must be free', async () => {
    await created();

    expect(detail(await create())).toEqual([409, 'a token is called ci already']);
  });

  test.each([
    [{ role: 'admin' }, '/name', /^name must be 1 to 100/],
    [{ name: '', role: 'admin' }, '/name', /^name must be 1 to 100/],
    [{ name: 'a b', role: 'admin' }, '/name', /^name must be 1 to 100/],
    [{ name: 'a'.repeat(101), role: 'admin' }, '/name', /^name must be 1 to 100/],
    [{ name: 'a' }, '/role', /^role must be one of reader, service, editor, admin/],
    [{ name: 'a', role: 'none' }, '/role', /^role must be one of/],
    [{ name: 'a', role: 'admin', prefixes: 'web.' }, '/prefixes', /^prefixes must be an array/],
    [{ name: 'a', role: 'admin', prefixes: [''] }, '/prefixes', /^prefixes must be an array/],
    [{ name: 'a', role: 'admin', prefixes: ['web-'] }, '/prefixes', /^prefixes must be an array/],
    [{ name: 'a', role: 'admin', expires_at: 'soon' }, '/expires_at', /^expires_at must be a time/],
    [{ name: 'a', role: 'admin', expires_at: 7 }, '/expires_at', /^expires_at must be a time/],
    [
      { name: 'a', role: 'admin', expires_at: '2020-01-01T00:00:00Z' },
      '/expires_at',
      /^expires_at must be in the future/,
    ],
  ])('%j is refused at %s', async (body, pointer, message) => {
    const { status, body: problem } = await create(body);

    expect(status).toBe(422);
    expect(problem).toMatchObject({ errors: [{ pointer, message: expect.stringMatching(message) }] });
    expect(await list()).toEqual([]);
  });
});

describe('a change of a token', () => {
  test('what a change of a token leaves out stays, and so does the secret', async () => {
    const { token, ...before } = await created({ name: 'ci', role: 'service', prefixes: ['web.'], expires_at: LATER });

    const renamed = await change(before.id, { name: 'cd' });
    const cleared = await change(before.id, { role: 'reader', prefixes: [], expires_at: null });

    expect([renamed.status, renamed.body]).toEqual([200, { ...before, name: 'cd' }]);
    expect(cleared.body).toEqual({ ...before, name: 'cd', role: 'reader', prefixes: [], expires_at: null });
    expect(await stored()).toMatchObject(secretOf(token));
    expect((await changes()).map(({ action }) => action).slice(0, 3)).toEqual([
      'token.changed',
      'token.changed',
      'token.created',
    ]);
  });

  test('a change of a token to what it is already is no change', async () => {
    const { id } = await created();
    const before = await changes();

    const answer = await change(id, { name: 'ci', prefixes: [] });

    expect([answer.status, answer.headers.get('heksher-sequence')]).toEqual([200, null]);
    expect(await changes()).toEqual(before);
  });

  test('a change of a token refuses a taken name and wrong values', async () => {
    const { id } = await created();
    await created({ name: 'other', role: 'reader' });

    expect(detail(await change(id, { name: 'other' }))).toEqual([409, 'a token is called other already']);
    expect((await change(id, { name: null })).status).toBe(422);
    expect((await change(id, { expires_at: '2020-01-01T00:00:00Z' })).status).toBe(422);
  });
});

describe('a rotation', () => {
  test('a rotation gives a token another secret at once', async () => {
    const { token, ...before } = await created();

    const answer = await rotate(before.id);

    const { token: next, ...after } = answer.body as Token;
    expect([answer.status, answer.headers.get('cache-control'), after]).toEqual([200, 'no-store', before]);
    expect(next).not.toBe(token);
    expect(await stored()).toEqual({
      ...secretOf(next),
      ...{ previous_selector: null, previous_secret_hash: null, previous_until: null },
    });
  });

  test('a rotation may leave the earlier secret for a while', async () => {
    const { id, token } = await created();

    const { body } = await rotate(id, { overlap_seconds: 3600 });

    const { selector: previous_selector, secret_hash: previous_secret_hash } = secretOf(token);
    const row = (await stored()) as { previous_until: Date };
    expect(row).toMatchObject({ ...secretOf((body as Token).token), previous_selector, previous_secret_hash });
    const left = row.previous_until.getTime() - Date.now();
    expect(left).toBeGreaterThan(3_000_000);
    expect(left).toBeLessThanOrEqual(3_600_000);
  });

  test.each([[-1], [1.5], ['60'], [null], [2_592_001]])('a rotation refuses an overlap of %j', async (seconds) => {
    const { id } = await created();

    expect((await rotate(id, { overlap_seconds: seconds })).status).toBe(422);
  });
});

test('a revoked token is gone', async () => {
  const { id } = await created();

  const answer = await heksher.delete(`${TOKENS}/${id}`);

  const [logged] = await changes();
  expect([answer.status, answer.headers.get('heksher-sequence')]).toEqual([204, logged?.['seq']]);
  expect([logged?.['action'], await list()]).toEqual(['token.deleted', []]);
  expect((await heksher.delete(`${TOKENS}/${id}`)).status).toBe(404);
});

test.each([UNKNOWN, 'nothing', "' or true --"])('no token has the id %s', async (id) => {
  const path = encodeURIComponent(id);
  const answers = [await change(path, {}), await rotate(path), await heksher.delete(`${TOKENS}/${path}`)];

  for (const answer of answers) expect(detail(answer)).toEqual([404, `no token has the id ${JSON.stringify(id)}`]);
});

test('tokens are listed in the order of their names, with an entity tag', async () => {
  for (const name of ['b', 'a', 'B']) await created({ name, role: 'reader' });

  const { headers } = await heksher.get(TOKENS);
  const again = await heksher.send('GET', TOKENS, undefined, { 'If-None-Match': headers.get('etag') ?? '' });

  expect((await list()).map(({ name }) => name)).toEqual(['B', 'a', 'b']);
  expect(again.status).toBe(304);
});

test('the last use of a token is listed to the minute', async () => {
  const { id } = await created();
  await app.database.sql(`insert into access_token_uses values ('${id}', '2026-11-23T20:15:59.9Z')`);

  expect(await list()).toMatchObject([{ last_used_at: '2026-11-23T20:15:00.000Z' }]);
  expect((await change(id, { role: 'reader' })).body).toMatchObject({ last_used_at: '2026-11-23T20:15:00.000Z' });
});

test('a dry run changes nothing', async () => {
  const { id } = await created();
  const before = [await list(), await stored(), await changes()];
  const sequence = Number((before[2] as { seq: string }[])[0]?.seq);
  const dry = '?dry_run=true';

  const answers = [
    await heksher.send('POST', `${TOKENS}${dry}`, { name: 'other', role: 'reader' }),
    await change(id, { role: 'reader' }, dry),
    await change(id, {}, dry),
    await rotate(id, undefined, dry),
    await heksher.delete(`${TOKENS}/${id}${dry}`),
  ];

  const preview = (outcome: string) => [200, { dry_run: true, sequence, results: [{ outcome }], warnings: [] }];
  expect(answers.map(({ status, body }) => [status, body])).toEqual(
    ['created', 'changed', 'unchanged', 'changed', 'deleted'].map(preview),
  );
  expect([await list(), await stored(), await changes()]).toEqual(before);
});

test('tokens have no preconditions', async () => {
  expect((await create({ name: 'ci', role: 'reader' }, { 'If-Match': '"a"' })).status).toBe(422);
});

test('the change of a token cannot be undone', async () => {
  await created();
  const [logged] = await changes();

  const answer = await heksher.post(`/api/v1/changes/${logged?.['seq']}/undo`, {});

  expect(detail(answer)).toEqual([409, `change ${logged?.['seq']} is about an access token, and cannot be undone`]);
});

test('earlier states are read across changes of tokens, whichever program made them', async () => {
  const setting = await app.given.setting({ default_value: 1 });
  const { sequence } = (await heksher.get('/api/v1/revision')).body as { sequence: number };
  await created();
  await app.database.sql(`update access_tokens set role = 'reader'`);
  await heksher.declare({ ...setting, default_value: 2, version: '1.1' });

  const then = await heksher.get(`/api/v1/settings/${setting.name}?as_of=${sequence}`);
  const undone = await heksher.post(`/api/v1/changes/${sequence}/undo`, { dry_run: true });

  expect([then.status, then.body]).toEqual([200, expect.objectContaining({ default_value: 1 })]);
  expect(undone.status).not.toBe(410);
});

describe('with HEKSHER_REQUIRE_NOTE', () => {
  const strict = useApp({ isNoteRequired: true });

  test('a token needs a note with HEKSHER_REQUIRE_NOTE', async () => {
    const body = { name: 'ci', role: 'reader' };

    expect((await strict.heksher.post(TOKENS, body)).status).toBe(422);
    expect((await strict.heksher.send('POST', TOKENS, body, { 'Heksher-Note': 'why' })).status).toBe(201);
  });
});
