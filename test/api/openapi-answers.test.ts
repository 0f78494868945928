import { expect, jest, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import type { Answer } from '../support/heksher.js';
import { ROUTES, pointerOf, useDescribedApi } from './openapi-document.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const used = useDescribedApi();
const app = useApp();
const called: string[] = [];

type Call = [route: string, parameters: Record<string, string | number>, body?: unknown, tag?: string];

/** Calls a route of the document. Parameters that are not in the path template go into the query string. */
async function call([route, parameters, body, tag]: Call): Promise<Answer> {
  const [method = '', template = ''] = route.split(' ');
  const rest = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (!template.includes(`{${name}}`)) rest.append(name, String(value));
  }
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name]));
  const query = rest.size > 0 ? `?${rest}` : '';
  return app.heksher.send(method, path + query, body, tag === undefined ? {} : { 'If-None-Match': tag });
}

/** The beginning of an endless answer. */
async function begin(path: string): Promise<Answer> {
  const leaving = new AbortController();
  const { status, headers, body } = await fetch(app.heksher.url + path, { signal: leaving.signal });
  const read = await body?.getReader().read();
  leaving.abort();
  const text = new TextDecoder().decode(read?.value);
  return { status, headers, text, body: text };
}

/** Why the document does not describe an answer; undefined if it does. */
function whyUndocumented(route: string, { status, headers, text, body }: Answer): string | undefined {
  const [method = '', path = ''] = route.split(' ');
  const response = used.api.document.paths[path]?.[method.toLowerCase()]?.responses[status];
  if (!response) return `${route} answers ${status}, which is not described: ${text}`;
  const type = headers.get('content-type')?.split(';')[0];
  if (text === '') return response.content ? `${route} ${status} has no body` : undefined;
  if (type === undefined || !response.content?.[type]) return `${route} ${status} is not described as ${type}`;
  const keys = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
  const validate = used.api.validatorAt(pointerOf(...keys), { isClosed: true });
  return validate(body ?? text) ? undefined : `${route} ${status}: ${JSON.stringify(validate.errors)} in ${text}`;
}

async function check(...calls: Call[]): Promise<(number | undefined)[]> {
  const statuses: number[] = [];
  for (const each of calls) {
    const answer = await call(each);
    expect(whyUndocumented(each[0], answer)).toBeUndefined();
    if (answer.status < 300) called.push(each[0]);
    statuses.push(answer.status);
  }
  return statuses;
}

const FEATURES = '/api/v1/context_features';
const USAGE = '/api/v1/usage';
const SETTINGS = '/api/v1/settings';
const RULES = '/api/v1/rules';
const EVALUATE = '/api/v1/evaluate';
const FLAGS = '/ofrep/v1/evaluate/flags';
const CHANGES = '/api/v1/changes';
const TOKENS = '/api/v1/tokens';
const size = {
  name: 'size',
  configurable_features: ['account', 'theme'],
  type: 'float',
  default_value: 1.5,
  metadata: { owner: null, tags: [1, 'a'] },
  alias: null,
  version: '1.0',
};

// These tests build on each other, in this order.
test('answers of the routes of context features are as the document describes them', async () => {
  const statuses = await check(
    ['GET /api/health', {}],
    ['GET /api/health/live', {}],
    ['GET /api/health/ready', {}],
    ['GET /metrics', {}],
    [`POST ${FEATURES}`, {}, { context_feature: 'account' }],
    [`POST ${FEATURES}`, {}, { context_feature: 'theme' }],
    [`POST ${FEATURES}`, {}, { context_feature: 'spare' }],
    [`POST ${FEATURES}`, {}, { context_feature: 'theme' }],
    [`POST ${FEATURES}`, {}, { context_feature: 'the me' }],
    [`POST ${FEATURES}`, {}, '{'],
    [`GET ${FEATURES}`, {}],
    [`GET ${FEATURES}/{name}`, { name: 'theme' }],
    [`GET ${FEATURES}/{name}`, { name: 'unknown' }],
    [`PATCH ${FEATURES}/{name}/index`, { name: 'spare' }, { to_before: 'account' }],
    [`PATCH ${FEATURES}/{name}/index`, { name: 'spare' }, {}],
    [`DELETE ${FEATURES}/{name}`, { name: 'spare' }],
    [`DELETE ${FEATURES}/{name}`, { name: 'spare' }],
  );

  expect(statuses).toEqual([200, 200, 200, 200, 204, 204, 204, 409, 422, 400, 200, 200, 404, 204, 422, 204, 404]);
});

test('answers of the routes of settings are as the document describes them', async () => {
  const name = 'size';
  const statuses = await check(
    [`POST ${SETTINGS}/declare`, {}, size],
    [`POST ${SETTINGS}/declare`, {}, size],
    [`POST ${SETTINGS}/declare`, {}, { ...size, default_value: 2 }],
    [`POST ${SETTINGS}/declare`, {}, { ...size, type: 'str', default_value: '', version: '1.1' }],
    [`POST ${SETTINGS}/declare`, {}, { ...size, default_value: [], version: '1.1' }],
    [`POST ${SETTINGS}/declare`, {}, { ...size, default_value: 2, version: '1.1' }],
    [`POST ${SETTINGS}/declare`, {}, size],
    [`POST ${SETTINGS}/declare`, {}, { ...size, name: 'other', version: '1.1' }],
    [`POST ${SETTINGS}/declare`, {}, { ...size, name: 'other', configurable_features: ['unknown'] }],
    [`GET ${SETTINGS}`, {}],
    [`GET ${SETTINGS}`, { include_additional_data: 'true' }],
    [`GET ${SETTINGS}`, { include_additional_data: 'maybe' }],
    [`GET ${SETTINGS}/{name}`, { name }],
    [`GET ${SETTINGS}/{name}`, { name }, undefined, '*'],
    [`GET ${SETTINGS}/{name}`, { name: 'unknown' }],
    [`PUT ${SETTINGS}/{name}/type`, { name }, { type: 'int', version: '1.2' }],
    [`PUT ${SETTINGS}/{name}/type`, { name }, { type: 'str', version: '2.0' }],
    [`PUT ${SETTINGS}/{name}/type`, { name }, { type: 'float', version: '1.0' }],
    [`PUT ${SETTINGS}/{name}/type`, { name }, { type: 'thing', version: '3.0' }],
    [`PUT ${SETTINGS}/{name}/name`, { name }, { name: 'old', version: '2.1' }],
    [`PUT ${SETTINGS}/{name}/name`, { name: 'old' }, { name, version: '2.2' }],
    [`PUT ${SETTINGS}/{name}/aliases/{alias}`, { name, alias: 'the-size' }],
    [`PUT ${SETTINGS}/{name}/aliases/{alias}`, { name: 'the-size', alias: 'the-size' }],
    [`PUT ${SETTINGS}/{name}/aliases/{alias}`, { name, alias: 'the size' }],
    [`PUT ${SETTINGS}/{name}/aliases/{alias}`, { name: 'unknown', alias: 'the-size' }],
    [`DELETE ${SETTINGS}/{name}/aliases/{alias}`, { name, alias: 'the-size' }],
    [`DELETE ${SETTINGS}/{name}/aliases/{alias}`, { name, alias: 'the-size' }],
    [`PUT ${SETTINGS}/{name}/configurable_features`, { name }, { configurable_features: ['account'], version: '2.3' }],
    [`PUT ${SETTINGS}/{name}/configurable_features`, { name }, { configurable_features: ['theme'], version: '2.3' }],
    [`POST ${SETTINGS}/{name}/metadata`, { name }, { metadata: { a: null }, version: '2.4' }],
    [`PUT ${SETTINGS}/{name}/metadata`, { name }, { metadata: { a: 1 }, version: '2.5' }],
    [`PUT ${SETTINGS}/{name}/metadata/{key}`, { name, key: 'b' }, { value: [true], version: '2.6' }],
    [`PUT ${SETTINGS}/{name}/metadata/{key}`, { name, key: 'b' }, { value: 1, version: '2.6' }],
    [`GET ${SETTINGS}/{name}/metadata`, { name }],
    [`GET ${SETTINGS}/{name}/metadata`, { name }, undefined, '*'],
    [`DELETE ${SETTINGS}/{name}/metadata/{key}`, { name, key: 'b' }, { version: '2.7' }],
    [`DELETE ${SETTINGS}/{name}/metadata`, { name }, { version: '2.8' }],
    [`DELETE ${SETTINGS}/{name}/metadata`, { name }, { version: 1 }],
    [`DELETE ${FEATURES}/{name}`, { name: 'account' }],
  );

  expect(statuses).toEqual([
    ...[200, 200, 409, 409, 422, 200, 200, 400, 404],
    ...[200, 200, 422, 200, 304, 404],
    ...[204, 409, 409, 422, 204, 204],
    ...[204, 204, 422, 404, 204, 404],
    ...[204, 409],
    ...[204, 204, 204, 409, 200, 304, 204, 204, 422, 409],
  ]);
});

test('answers of the routes of rules are as the document describes them', async () => {
  const rule = { setting: 'size', feature_values: { account: 'jim' }, value: 3, metadata: { by: null } };
  const added = await app.given.rule({ ...rule, feature_values: { account: 'john' } });
  const id = added + 1;
  const statuses = await check(
    [`POST ${RULES}`, {}, rule],
    [`POST ${RULES}`, {}, rule],
    [`POST ${RULES}`, {}, { ...rule, value: 'x' }],
    [`POST ${RULES}`, {}, { ...rule, feature_values: {} }],
    [`GET ${RULES}/search`, { setting: 'size', feature_values: 'account:jim' }],
    [`GET ${RULES}/search`, { setting: 'size', feature_values: 'account:nobody' }],
    [`GET ${RULES}/search`, { setting: 'size' }],
    [`GET ${RULES}/{id}`, { id }],
    [`GET ${RULES}/{id}`, { id: 'x' }],
    [`GET ${RULES}/{id}`, { id: 2_000_000_000 }],
    [`PUT ${RULES}/{id}/value`, { id }, { value: 4 }],
    [`PUT ${RULES}/{id}/value`, { id }, { value: 'x' }],
    [`PATCH ${RULES}/{id}`, { id }, { value: 5 }],
    [`POST ${RULES}/{id}/metadata`, { id }, { metadata: { a: 1 } }],
    [`PUT ${RULES}/{id}/metadata`, { id }, { metadata: { a: [null] } }],
    [`PUT ${RULES}/{id}/metadata`, { id }, { metadata: 1 }],
    [`PUT ${RULES}/{id}/metadata/{key}`, { id, key: 'b' }, { value: null }],
    [`GET ${RULES}/{id}/metadata`, { id }],
    ['GET /api/v1/query', { include_metadata: 'true' }],
    ['GET /api/v1/query', { settings: 'size,old', context_filters: 'account:(jim)', key_by: 'requested' }],
    ['GET /api/v1/query', { settings: 'old' }, undefined, '*'],
    ['GET /api/v1/query', { settings: 'unknown' }],
    ['GET /api/v1/query', { context_filters: 'account:*,account:*' }],
    ['GET /api/v1/query', { key_by: 'alias' }],
    [`DELETE ${RULES}/{id}/metadata/{key}`, { id, key: 'b' }],
    [`DELETE ${RULES}/{id}/metadata`, { id }],
    [`DELETE ${RULES}/{id}`, { id }],
    [`DELETE ${RULES}/{id}`, { id }],
  );

  expect(statuses).toEqual([
    ...[201, 409, 400, 422, 200, 404, 422, 200, 422, 404],
    ...[204, 400, 204, 204, 204, 422, 204, 200],
    ...[200, 200, 304, 404, 400, 422],
    ...[204, 204, 204, 404],
  ]);
});

test('answers of the routes of evaluation are as the document describes them', async () => {
  await app.given.rule({ setting: 'size', feature_values: { account: 'jim' }, value: 7 });
  const statuses = await check(
    [`POST ${EVALUATE}`, {}, { context: { account: 'jim' } }],
    [`POST ${EVALUATE}`, {}, { context: { account: 'jim' }, settings: ['size', 'old'], explain: true }],
    [`POST ${EVALUATE}`, {}, { context: {}, explain: true }],
    [`POST ${EVALUATE}`, {}, { context: {}, settings: ['unknown'] }],
    [`POST ${EVALUATE}`, {}, { context: { account: null } }],
    [`POST ${EVALUATE}`, {}, '{'],
    [`GET ${EVALUATE}`, {}],
    [`GET ${EVALUATE}`, { settings: 'old', context: 'account:john', explain: 'true' }],
    [`GET ${EVALUATE}`, {}, undefined, '*'],
    [`GET ${EVALUATE}`, { settings: 'unknown' }],
    [`GET ${EVALUATE}`, { context: 'account' }],
    [`POST ${FLAGS}/{key}`, { key: 'size' }, { context: { account: 'jim' } }],
    [`POST ${FLAGS}/{key}`, { key: 'old' }],
    [`POST ${FLAGS}/{key}`, { key: 'unknown' }, {}],
    [`POST ${FLAGS}/{key}`, { key: 'size' }, { context: [] }],
    [`POST ${FLAGS}`, {}, { context: { account: 'jim' } }],
    [`POST ${FLAGS}`, { settings: 'size,unknown' }, {}],
    [`POST ${FLAGS}`, {}, {}, '*'],
    [`POST ${FLAGS}`, {}, '{'],
  );

  expect(statuses).toEqual([
    ...[200, 200, 200, 404, 422, 400],
    ...[200, 200, 304, 404, 422],
    ...[200, 200, 404, 400, 200, 200, 304, 400],
  ]);
});

test('answers of the routes of usage are as the document describes them', async () => {
  const times = { from: '2026-11-27T08:15:00Z', to: '2026-11-27T08:16:00Z' };
  const report = { client: 'shop/1', ...times, settings: [{ name: 'size', gets: 5, rules: { 1: 2 } }] };
  const statuses = await check(
    [`POST ${USAGE}`, {}, report],
    [`POST ${USAGE}`, {}, { ...report, client: 1 }],
    [`POST ${USAGE}`, {}, '{'],
    [`GET ${USAGE}`, { setting: 'size', limit: 1 }],
    [`GET ${USAGE}`, { setting: 'unknown' }],
    [`GET ${USAGE}`, { since: 'yesterday' }],
    [`GET ${USAGE}/stale`, { days: 1 }],
    [`GET ${USAGE}/stale`, { days: 0 }],
    [`GET ${USAGE}/rules`, { setting: 'size' }],
    [`GET ${USAGE}/rules`, { setting: 'unknown' }],
    [`GET ${USAGE}/rules`, {}],
    [`GET ${USAGE}/clients`, {}],
  );

  expect(statuses).toEqual([...[204, 422, 400], ...[200, 404, 422], ...[200, 422], ...[200, 404, 422], 200]);
});

test('answers of the routes of the change log are as the document describes them', async () => {
  const statuses = await check(
    [`DELETE ${SETTINGS}/{name}`, { name: 'size' }],
    [`GET ${CHANGES}`, {}],
    [`GET ${CHANGES}`, { since: 1, limit: 2, setting: 'size' }],
    [`GET ${CHANGES}`, { limit: 0 }],
    [`GET ${CHANGES}/stream`, { settings: 'unknown' }],
    [`GET ${CHANGES}/stream`, { since: 'yesterday' }],
  );

  expect(statuses).toEqual([204, 200, 200, 422, 404, 422]);
});

test('answers of the routes of access tokens are as the document describes them', async () => {
  const { body } = await app.heksher.post(TOKENS, { name: 'first', role: 'reader' });
  const { id } = body as { id: string };
  const dry = { dry_run: 'true' };
  const statuses = await check(
    [`POST ${TOKENS}`, {}, { name: 'ci', role: 'service', prefixes: ['a.'], expires_at: '2100-01-01T00:00:00Z' }],
    [`POST ${TOKENS}`, {}, { name: 'ci', role: 'service' }],
    [`POST ${TOKENS}`, {}, { name: 'ci', role: 'none' }],
    [`POST ${TOKENS}`, dry, { name: 'other', role: 'reader' }],
    [`GET ${TOKENS}`, {}],
    [`PATCH ${TOKENS}/{id}`, { id }, { name: 'second' }],
    [`PATCH ${TOKENS}/{id}`, { id }, { name: 'ci' }],
    [`PATCH ${TOKENS}/{id}`, { id, ...dry }, { role: 'admin' }],
    [`POST ${TOKENS}/{id}/rotate`, { id }, { overlap_seconds: 60 }],
    [`POST ${TOKENS}/{id}/rotate`, { id, ...dry }],
    [`POST ${TOKENS}/{id}/rotate`, { id: 'unknown' }],
    [`DELETE ${TOKENS}/{id}`, { id, ...dry }],
    [`DELETE ${TOKENS}/{id}`, { id }],
    [`DELETE ${TOKENS}/{id}`, { id }],
  );

  expect(statuses).toEqual([201, 409, 422, 200, 200, 200, 409, 200, 200, 200, 404, 200, 204, 404]);
});

test.each([`GET ${CHANGES}/stream`, 'GET /ofrep/v1/stream'])(
  'the answer of %s begins as the document describes it',
  async (route) => {
    const answer = await begin(route.replace('GET ', ''));

    expect(whyUndocumented(route, answer)).toBeUndefined();
    expect(answer.status).toBe(200);
    called.push(route);
  },
);

test('every documented route was called', () => {
  expect(ROUTES.filter((route) => !called.includes(route))).toEqual([]);
});
