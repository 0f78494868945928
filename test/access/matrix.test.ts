import { readFileSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES, includesRole, printToken, type Role } from '@heksher/domain';
import { TrustedProxies } from '../../apps/heksher/src/config/trusted-proxies.js';
import { parseRoleGroups } from '../../apps/heksher/src/config/role-groups.js';
import { SessionCookies } from '../../apps/heksher/src/access/sign-in/session-cookies.js';
import { Seals } from '../../apps/heksher/src/access/sign-in/seals.js';
import { COMMITTED_DOCUMENT, useApp } from '../support/app.js';
import type { Answer } from '../support/heksher.js';
import { ADMIN_TOKEN, accessOn } from './access.js';
import { NEEDS, type Names } from './routes.js';

type Headers = Record<string, string>;
type Where = 'own' | 'other';

const SECRET = 'a-secret-that-seals-the-sessions-of-this-test';
const ADMIN = { Authorization: `Bearer ${ADMIN_TOKEN}` };

const { paths } = JSON.parse(readFileSync(COMMITTED_DOCUMENT, 'utf8')) as { paths: Record<string, object> };
const ROUTES = Object.entries(paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

const app = useApp({
  access: accessOn({
    roleGroups: parseRoleGroups(ROLES.map((role) => `${role}=${role}s:own.`).join(';')),
    session: { secrets: [SECRET], hours: 8 },
  }),
  trustedProxies: new TrustedProxies(['loopback']),
});

const names = {} as Record<Where, Names>;
const principals: { who: string; role: Role | undefined; headers: Headers }[] = [];

/** What prepares the state goes through the API, as an admin. */
async function asAdmin(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await app.heksher.send(method, path, body, ADMIN);
  expect(answer.status).toBeLessThan(300);
  return answer;
}

async function prepare(where: Where): Promise<Names> {
  const setting = `${where}.size`;
  const declared = { name: setting, configurable_features: ['user'], type: 'int', default_value: 1 };
  await asAdmin('POST', '/api/v1/settings/declare', declared);
  await asAdmin('PUT', `/api/v1/settings/${setting}/aliases/${where}.alias`);
  const rule = { setting, feature_values: { user: 'jim' }, value: 2 };
  const { body, headers } = await asAdmin('POST', '/api/v1/rules', rule);
  const sequence = headers.get('heksher-sequence') ?? '';
  return { setting, feature: 'other', ruleId: (body as { rule_id: number }).rule_id, sequence };
}

async function storedToken(role: Role): Promise<Headers> {
  const [selector, secret] = [randomBytes(16).toString('base64url'), randomBytes(32).toString('base64url')];
  const hash = createHash('sha256').update(secret).digest('hex');
  await app.database.sql(
    `insert into access_tokens (name, role, prefixes, selector, secret_hash)
     values ('${role}', '${role}', '{own.}', '${selector}', '${hash}')`,
  );
  return { 'X-API-Key': printToken({ selector, secret }) };
}

async function session(role: Role): Promise<Headers> {
  const cookies = new SessionCookies(new Seals([SECRET]), 8, false);
  const groups = [`${role}s`];
  const cookie = await cookies.seal({ kind: 'person', name: 'Jim', email: 'jim@example.com', subject: '1', groups });
  return { Cookie: cookie.slice(0, cookie.indexOf(';')), 'Sec-Fetch-Site': 'same-origin' };
}

beforeAll(async () => {
  for (const feature of ['user', 'other']) {
    await asAdmin('POST', '/api/v1/context_features', { context_feature: feature });
  }
  names.own = await prepare('own');
  names.other = await prepare('other');
  for (const role of ROLES) {
    const proxied = { 'X-Forwarded-Email': 'jim@example.com', 'X-Forwarded-Groups': `${role}s` };
    principals.push({ who: `a token of the role ${role}`, role, headers: await storedToken(role) });
    principals.push({ who: `a session of the role ${role}`, role, headers: await session(role) });
    principals.push({ who: `somebody behind a proxy, of the role ${role}`, role, headers: proxied });
  }
  principals.push({ who: 'nobody', role: undefined, headers: {} });
});

/** The status of a request that changes nothing even if it is allowed: its precondition does not hold. */
async function ask(route: string, headers: Headers, where: Where): Promise<number> {
  const [method = '', pattern = ''] = route.split(' ');
  const { setting, feature, ruleId, sequence } = names[where];
  const isOfFeature = pattern.includes('context_features');
  const path = pattern
    .replace('{name}', isOfFeature ? feature : setting)
    .replace('{alias}', `${where}.alias`)
    .replace('{id}', String(ruleId))
    .replace('{sequence}', sequence)
    .replace('{key}', 'key');
  const body = NEEDS[route]?.body?.(names[where]);
  const isConditional = method !== 'GET' && !pattern.includes('change_sets');
  const closing = new AbortController();
  const { status } = await fetch(app.heksher.url + path, {
    method,
    headers: {
      ...headers,
      ...(isConditional && { 'If-Match': '"none"' }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: closing.signal,
  });
  closing.abort();
  return status;
}

function expected(route: string, role: Role | undefined, where: Where): 'allowed' | 401 | 403 {
  const needs = NEEDS[route];
  if (!needs || needs.role === 'nothing') return 'allowed';
  if (role === undefined) return 401;
  if (!includesRole(role, needs.role)) return 403;
  if (needs.limited === 'altogether') return 403;
  return needs.limited === 'by name' && where === 'other' ? 403 : 'allowed';
}

test('every documented route says what it needs', () => {
  expect(Object.keys(NEEDS).sort()).toEqual(ROUTES.sort());
});

describe.each(Object.keys(NEEDS))('%s', (route) => {
  test.each<Where>(['own', 'other'])('is for its roles only, below the %s prefix', async (where) => {
    const actual: Record<string, unknown> = {};
    const wanted: Record<string, unknown> = {};
    for (const { who, role, headers } of principals) {
      const status = await ask(route, headers, where);
      actual[who] = status === 401 || status === 403 ? status : 'allowed';
      wanted[who] = expected(route, role, where);
    }

    expect(actual).toEqual(wanted);
  });
});
