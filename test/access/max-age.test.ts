import { beforeAll, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Heksher } from '../support/heksher.js';
import { ADMIN_TOKEN, accessOn } from './access.js';

const app = useApp({ access: accessOn({ anonymousRole: 'reader' }), logLevel: 'info' }); // with the fast lane
const ADMIN = { Authorization: `Bearer ${ADMIN_TOKEN}` };
const HOUR = { 'Cache-Control': 'max-age=3600' };
const QUERY = '/api/v1/query?settings=size';

/** A service whose operator lets answers be an hour old. */
let aged: Heksher;
beforeAll(async () => {
  aged = await app.replica({ maxAgeMs: 3_600_000 });
  await app.heksher.send('POST', '/api/v1/context_features', { context_feature: 'user' }, ADMIN);
  const declared = { name: 'size', configurable_features: ['user'], type: 'int', default_value: 1 };
  await app.heksher.send('POST', '/api/v1/settings/declare', declared, ADMIN);
});

interface Created {
  id: string;
  token: string;
}

async function create(): Promise<Created> {
  const answer = await app.heksher.send('POST', '/api/v1/tokens', { name: uniqueName('token'), role: 'reader' }, ADMIN);
  expect(answer.status).toBe(201);
  return answer.body as Created;
}

const revoke = (heksher: Heksher, { id }: Created) => heksher.send('DELETE', `/api/v1/tokens/${id}`, undefined, ADMIN);
const read = (heksher: Heksher, { token }: Created, headers: Record<string, string> = {}): Promise<Answer> =>
  heksher.send('GET', QUERY, undefined, { Authorization: `Bearer ${token}`, ...headers });

test('a client cannot keep a revoked token alive: with a token, max-age counts only as far as the operator allows', async () => {
  const token = await create();
  const before = [await read(app.heksher, token), await read(app.heksher, token, HOUR)];

  await revoke(aged, token);
  const after = await read(app.heksher, token, HOUR);

  expect(before.map(({ status, headers }) => [status, headers.get('age')])).toEqual([
    [200, null],
    [200, null],
  ]);
  expect(after.status).toBe(401);
});

test('requests without a token may ask for an older state', async () => {
  await app.heksher.get(QUERY);

  const { status, headers } = await app.heksher.send('GET', QUERY, undefined, HOUR);

  expect([status, headers.get('age')]).toEqual([200, '0']);
});

test('with HEKSHER_MAX_AGE_MS a token is as old as the answer, and no-cache judges it anew', async () => {
  const token = await create();
  await read(aged, token, { 'Cache-Control': 'no-cache' });
  await read(aged, token);

  await revoke(app.heksher, token);
  const old = await read(aged, token);
  const newest = await read(aged, token, { 'Cache-Control': 'no-cache' });

  expect([old.status, old.headers.get('age')]).toEqual([200, '0']);
  expect(newest.status).toBe(401);
  expect((await read(aged, token)).status).toBe(401);
});

test('with HEKSHER_MAX_AGE_MS the instance that revokes a token refuses it at once', async () => {
  const token = await create();
  await read(aged, token, { 'Cache-Control': 'no-cache' });

  await revoke(aged, token);

  expect((await read(aged, token)).status).toBe(401);
});
