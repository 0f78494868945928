import { beforeAll, describe, expect, test } from '@jest/globals';
import { TrustedProxies } from '../../apps/heksher/src/config/trusted-proxies.js';
import { parseRoleGroups } from '../../apps/heksher/src/config/role-groups.js';
import { useApp } from '../support/app.js';
import type { Heksher } from '../support/heksher.js';
import { type Answer } from '../support/heksher.js';
import { ADMIN_TOKEN, accessOn } from './access.js';

const OFF = useApp();
const app = useApp({
  access: accessOn({ roleGroups: parseRoleGroups('admin=platform;editor=web:web.;service=apps;reader=staff') }),
  trustedProxies: new TrustedProxies(['loopback']),
});
const ADMIN = { Authorization: `Bearer ${ADMIN_TOKEN}` };

const send = (method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Answer> =>
  app.heksher.send(method, path, body, headers);
const person = (group: string) => ({ 'X-Forwarded-Email': 'jim@example.com', 'X-Forwarded-Groups': group });
const declaration = (name: string) => ({ name, configurable_features: ['user'], type: 'int', default_value: 1 });
const rule = (setting: string, user: string) => ({ setting, feature_values: { user }, value: 2 });

beforeAll(async () => {
  await send('POST', '/api/v1/context_features', ADMIN, { context_feature: 'user' });
  for (const name of ['web.size', 'shop.size'])
    await send('POST', '/api/v1/settings/declare', ADMIN, declaration(name));
  await send('PUT', '/api/v1/settings/shop.size/aliases/web.shop', ADMIN);
});

test.each([
  ['Authorization', { Authorization: `Bearer ${ADMIN_TOKEN}` }],
  ['Authorization without a scheme', { Authorization: ADMIN_TOKEN }],
  ['X-API-Key', { 'X-API-Key': ADMIN_TOKEN }],
  ['apitoken', { apitoken: ADMIN_TOKEN }],
  ['api_token', { api_token: ADMIN_TOKEN }],
])('a token is taken from %s', async (_, headers) => {
  expect((await send('GET', '/api/v1/settings', headers)).status).toBe(200);
});

test.each([
  ['/api/v1/settings', 'application/problem+json; charset=utf-8'],
  ['/api/v1/query', 'application/problem+json; charset=utf-8'],
])('without credentials GET %s is 401 and says how to get in', async (path, type) => {
  const answer = await send('GET', path, {});

  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="heksher"');
  expect(answer.headers.get('content-type')).toBe(type);
  expect(answer.body).toMatchObject({ detail: 'this needs the role reader: send a token, or sign in' });
});

test('under /ofrep/ a 401 is a failure of OFREP', async () => {
  const answer = await send('POST', '/ofrep/v1/evaluate/flags/web.size', {}, { context: {} });

  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="heksher"');
  expect(answer.body).toMatchObject({ key: 'web.size', errorCode: 'GENERAL' });
});

test('a wrong token is 401, and never falls through to the proxy behind it', async () => {
  const answer = await send('GET', '/api/v1/settings', { Authorization: 'Bearer wrong', ...person('platform') });
  expect(answer.status).toBe(401);
});

test('two tokens that differ are 400', async () => {
  const answer = await send('GET', '/api/v1/settings', { ...ADMIN, 'X-API-Key': 'other' });
  expect(answer.status).toBe(400);
});

test.each([
  '/api/health',
  '/api/health/live',
  '/api/health/ready',
  '/metrics',
  '/docs',
  '/openapi.json',
  '/favicon.ico',
])('GET %s needs no role', async (path) => {
  const { status } = await send('GET', path, {});
  expect([200, 204]).toContain(status);
});

test('an answer from memory needs a role as well', async () => {
  const path = '/api/v1/query?settings=web.size';
  const first = await send('GET', path, ADMIN);
  const again = await send('GET', path, ADMIN);
  const nobody = await send('GET', path, {});

  expect([first.status, again.status, nobody.status]).toEqual([200, 200, 401]);
});

test('somebody whom the proxy names, in no group with a role, is 403 and named', async () => {
  const answer = await send('GET', '/api/v1/settings', person('others'));

  expect(answer.status).toBe(403);
  expect(answer.body).toMatchObject({ detail: 'jim@example.com is in no group that has a role here' });
});

describe.each([
  ['staff', { get: 200, declare: 403, rule: 403, feature: 403, dry: 200 }],
  ['apps', { get: 200, declare: 200, rule: 403, feature: 403, dry: 200 }],
  ['web', { get: 200, declare: 200, rule: 201, feature: 403, dry: 200 }],
  ['platform', { get: 200, declare: 200, rule: 201, feature: 204, dry: 200 }],
])('people of the group %s', (group, expected) => {
  test('may do what their role allows', async () => {
    const get = await send('GET', '/api/v1/settings/web.size', person(group));
    const declare = await send('POST', '/api/v1/settings/declare', person(group), declaration('web.size'));
    const added = await send('POST', '/api/v1/rules', person(group), rule('web.size', group));
    const dry = await send('POST', '/api/v1/rules?dry_run=true', person(group), rule('shop.size', `dry_${group}`));
    const feature = await send('POST', '/api/v1/context_features', person(group), { context_feature: `f_${group}` });
    const statuses = { get, declare, rule: added, feature, dry };

    expect(Object.fromEntries(Object.entries(statuses).map(([name, { status }]) => [name, status]))).toEqual(expected);
    if (expected.rule === 403) expect(added.body).toMatchObject({ needed_role: 'editor' });
  });
});

test.each([
  ['by its name', 'shop.size'],
  ['by an alias inside', 'web.shop'],
])('an editor with prefixes may not add a rule to a setting outside, %s', async (_, setting) => {
  const answer = await send('POST', '/api/v1/rules', person('web'), rule(setting, 'outside'));

  expect(answer.status).toBe(403);
  expect(answer.body).toMatchObject({
    detail: 'jim@example.com may write only settings whose names begin with web., not shop.size',
    prefixes: ['web.'],
  });
});

test('an editor with prefixes may not change a rule of a setting outside by its id', async () => {
  const added = await send('POST', '/api/v1/rules', ADMIN, rule('shop.size', 'of_admin'));
  const { rule_id } = added.body as { rule_id: number };

  const answer = await send('PUT', `/api/v1/rules/${rule_id}/value`, person('web'), { value: 3 });

  expect(answer.status).toBe(403);
  expect((await send('GET', `/api/v1/rules/${rule_id}`, ADMIN)).body).toMatchObject({ value: 2 });
});

test('a change set with operations that are not allowed changes nothing, and names each of them', async () => {
  const set = (setting: string, user: string) => ({ op: 'rule.set', setting, feature_values: { user }, value: 5 });
  const operations = [
    set('web.size', 'a'),
    set('shop.size', 'a'),
    { op: 'context_feature.add', context_feature: 'late' },
  ];

  const answer = await send('POST', '/api/v1/change_sets', person('web'), { operations });
  const dry = await send('POST', '/api/v1/change_sets', person('staff'), { operations, dry_run: true });
  const inside = await send('POST', '/api/v1/change_sets', person('web'), { operations: [set('web.size', 'b')] });

  expect(answer.status).toBe(403);
  const { errors } = answer.body as { errors: { pointer: string; status: number }[] };
  expect(errors.map(({ pointer, status }) => [pointer, status])).toEqual([
    ['/operations/1', 403],
    ['/operations/2', 403],
  ]);
  expect([dry.status, inside.status]).toEqual([200, 200]);
});

test('an editor may undo changes of rules inside their prefixes, and no others', async () => {
  const sequenceOf = ({ headers }: Answer) => headers.get('heksher-sequence');
  const inside = await send('POST', '/api/v1/rules', ADMIN, rule('web.size', 'undone'));
  const outside = await send('POST', '/api/v1/rules', ADMIN, rule('shop.size', 'undone'));
  const feature = await send('POST', '/api/v1/context_features', ADMIN, { context_feature: 'undone' });
  const undo = (answer: Answer) => send('POST', `/api/v1/changes/${sequenceOf(answer)}/undo`, person('web'), {});

  const statuses = [await undo(inside), await undo(outside), await undo(feature)].map(({ status }) => status);

  expect(statuses).toEqual([200, 403, 403]);
});

test('the actor of a change is the principal', async () => {
  await send('POST', '/api/v1/rules', person('web'), rule('web.size', 'actor_1'));
  await send('POST', '/api/v1/rules', ADMIN, rule('web.size', 'actor_2'));
  await send(
    'POST',
    '/api/v1/rules',
    { ...ADMIN, 'X-Forwarded-Email': 'jim@example.com' },
    rule('web.size', 'actor_3'),
  );
  const { body } = await send('GET', '/api/v1/changes?order=desc&limit=3', ADMIN);

  expect((body as { changes: { actor: string }[] }).changes.map(({ actor }) => actor)).toEqual([
    'jim@example.com via token:HEKSHER_ADMIN_TOKEN',
    'token:HEKSHER_ADMIN_TOKEN',
    'jim@example.com',
  ]);
});

test('from a peer that is no trusted proxy, forwarded names are ignored, as the actor as well', async () => {
  const replica = await app.replica({ trustedProxies: undefined });
  const nobody = await replica.send('GET', '/api/v1/settings', undefined, person('platform'));
  const open = await app.replica({ trustedProxies: undefined, access: accessOn({ anonymousRole: 'editor' }) });
  await open.send('POST', '/api/v1/rules', rule('web.size', 'stranger'), person('platform'));
  const { body } = await send('GET', '/api/v1/changes?order=desc&limit=1', ADMIN);

  expect(nobody.status).toBe(401);
  expect((body as { changes: { actor: string | null }[] }).changes).toMatchObject([{ actor: null }]);
});

test('with an anonymous role services go on without a token, and more than that is 401', async () => {
  const open = await app.replica({ access: accessOn({ anonymousRole: 'service' }) });
  const read = await open.query();
  const declared = await open.declare(declaration('web.size'));
  const added = await open.addRule(rule('web.size', 'nobody'));

  expect([read.status, declared.status, added.status]).toEqual([200, 200, 401]);
});

test('metrics need the role that the configuration gives them', async () => {
  const closed: Heksher = await app.replica({ access: accessOn({ metricsRole: 'reader' }) });
  const nobody = await closed.get('/metrics');
  const admin = await closed.send('GET', '/metrics', undefined, ADMIN);

  expect([nobody.status, admin.status]).toEqual([401, 200]);
});

test('a route that does not exist is 404, and a wrong method is 405, for nobody as well', async () => {
  const unknown = await send('GET', '/api/v1/unknown', {});
  const wrong = await send('PUT', '/api/v1/query', {});

  expect([unknown.status, wrong.status]).toEqual([404, 405]);
});

test('a dry run is for whoever may read, and only a mutation can be one', async () => {
  const tokens = await send('GET', '/api/v1/tokens?dry_run=true', person('staff'));
  const feature = await send('POST', '/api/v1/context_features?dry_run=true', person('staff'), {
    context_feature: 'dry',
  });

  expect([tokens.status, feature.status]).toEqual([403, 200]);
});

test('with access off nothing needs credentials, and wrong ones are ignored', async () => {
  const answer = await OFF.heksher.send('GET', '/api/v1/settings', undefined, { Authorization: 'Bearer wrong' });
  expect(answer.status).toBe(200);
});
