import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { FastAnswer, FindAnswer } from '../../apps/heksher/src/answers/fast-handler.js';
import { EvaluationFastHandler } from '../../apps/heksher/src/evaluation/evaluation.fast-handler.js';
import { HealthFastHandler } from '../../apps/heksher/src/health/health.fast-handler.js';
import { BulkFastHandler } from '../../apps/heksher/src/ofrep/bulk.fast-handler.js';
import { OfrepFastHandler } from '../../apps/heksher/src/ofrep/ofrep.fast-handler.js';
import { useApp } from '../support/app.js';
import type { Heksher } from '../support/heksher.js';

/** A service that answers in front of Express. */
const app = useApp({ logLevel: 'info', corsOrigins: ['https://app.example'] });
/** A service that logs requests, and so answers all of them with Express. */
let usual: Heksher;

beforeAll(async () => {
  usual = await app.replica({ logLevel: 'debug' });
  await app.given.features('user', 'theme');
  const configurable = { configurable_features: ['user', 'theme'] };
  await app.given.setting({ ...configurable, name: 'scale', type: 'int', default_value: 10 });
  await app.heksher.rename('scale', { name: 'size', version: '1.1' });
  await app.given.setting({ ...configurable, name: 'speed', type: 'float', default_value: 1 });
  await app.given.setting({ ...configurable, name: 'title', type: 'str', default_value: 'Ä"\u2028' });
  await app.given.rule({ setting: 'size', feature_values: { user: 'jim' }, value: 20 });
  await app.given.rule({ setting: 'speed', feature_values: { user: 'jim', theme: 'dark' }, value: 2.5 });
});

interface Sent {
  method?: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

async function ask(url: string, { method = 'POST', path, body, headers = {} }: Sent) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url + path, {
    method,
    headers: {
      'X-Request-Id': 'same',
      ...(text === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
  });
  const answered = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
  return { status: response.status, headers: answered, body: await response.text() };
}

const EVALUATE = '/api/v1/evaluate';
const QUERY = '/api/v1/query';
const SNAPSHOT = '/api/v1/snapshot';
const HEALTH = '/api/health';
const FLAG = '/ofrep/v1/evaluate/flags';
const jim = { context: { user: 'jim', theme: 'dark' } };

describe('the fast lane answers as Express does', () => {
  test.each<[string, Sent]>([
    ['all settings', { path: EVALUATE, body: jim }],
    ['some settings, by alias and twice', { path: EVALUATE, body: { ...jim, settings: ['scale', 'speed', 'scale'] } }],
    ['no settings', { path: EVALUATE, body: { ...jim, settings: [] } }],
    ['values that are numbers and booleans', { path: EVALUATE, body: '{"context": {"user": 1.0, "theme": true}}' }],
    ['explanations', { path: EVALUATE, body: { ...jim, explain: true } }],
    ['a member that means nothing', { path: EVALUATE, body: { ...jim, other: 1, __proto__: null } }],
    ['escapes and repeated members', { path: EVALUATE, body: '{"context":{},"context":{"us\\u0065r":"jim"}}' }],
    ['an unknown setting', { path: EVALUATE, body: { ...jim, settings: ['size', 'missing'] } }],
    ['a name that is none', { path: EVALUATE, body: { ...jim, settings: ['\u0000'] } }],
    ['a context that is none', { path: EVALUATE, body: { context: [] } }],
    ['a context with a list in it', { path: EVALUATE, body: { context: { user: ['jim'] } } }],
    ['no context', { path: EVALUATE, body: {} }],
    ['a body that is no object', { path: EVALUATE, body: 'null' }],
    ['a body that is no JSON', { path: EVALUATE, body: '{"context": {}' }],
    ['no body', { path: EVALUATE }],
    ['a query, which means nothing', { path: `${EVALUATE}?explain=true`, body: jim }],
    ['another charset', { path: EVALUATE, body: jim, headers: { 'Content-Type': 'application/json; charset=utf-16' } }],
    ['no JSON type', { path: EVALUATE, body: jim, headers: { 'Content-Type': 'text/plain' } }],
    ['a body of 100 kB', { path: EVALUATE, body: { context: { user: 'x'.repeat(100_000) } } }],
    ['a flag', { path: `${FLAG}/size`, body: jim }],
    ['a flag by its alias', { path: `${FLAG}/scale`, body: jim }],
    ['a whole float', { path: `${FLAG}/speed`, body: { context: {} } }],
    ['a text', { path: `${FLAG}/title`, body: { context: null } }],
    ['a flag with a query', { path: `${FLAG}/size?x=1`, body: jim }],
    ['a flag whose key is encoded', { path: `${FLAG}/s%69ze`, body: jim }],
    ['a flag for a page', { path: `${FLAG}/size`, body: jim, headers: { Origin: 'https://app.example' } }],
    ['an unknown flag', { path: `${FLAG}/missing`, body: jim }],
    ['the flag with an empty key', { path: `${FLAG}/`, body: jim }],
    ['the flag with an empty key and a query', { path: `${FLAG}/?settings=size`, body: jim }],
    ['a key that is wrongly encoded', { path: `${FLAG}/%zz`, body: jim }],
    ['a context of a flag that is none', { path: `${FLAG}/size`, body: { context: 1 } }],
    ['a flag for a page that may not', { path: `${FLAG}/size`, body: jim, headers: { Origin: 'https://x.example' } }],
    ['many flags', { path: FLAG, body: jim }],
    ['many flags for a page', { path: FLAG, body: jim, headers: { Origin: 'https://app.example' } }],
    ['many flags for a page that may not', { path: FLAG, body: jim, headers: { Origin: 'https://x.example' } }],
    ['many flags in no context', { path: FLAG, body: {} }],
    ['many flags, with a query that means nothing', { path: `${FLAG}?`, body: jim }],
    ['flags by their keys', { path: `${FLAG}?settings=speed,scale,nobody,a%20b,speed`, body: jim }],
    ['flags by their keys, the last of two lists', { path: `${FLAG}?settings=size&settings=speed,size`, body: jim }],
    ['flags by their keys, in escapes', { path: `${FLAG}?s%65ttings=s%69ze%2cspeed`, body: jim }],
    ['no flags', { path: `${FLAG}?settings=`, body: jim }],
    ['flags by a prefix', { path: `${FLAG}?prefix=s`, body: jim }],
    ['flags by their keys and a prefix', { path: `${FLAG}?settings=size,title&prefix=s`, body: jim }],
    ['many flags with too many parameters', { path: `${FLAG}?${'x&'.repeat(1000)}`, body: jim }],
    ['many flags, whatever their tag', { path: FLAG, body: jim, headers: { 'If-None-Match': '"x", *' } }],
    ['many flags with another tag', { path: FLAG, body: jim, headers: { 'If-None-Match': '"x"' } }],
    ['many flags with a slash', { path: `${FLAG}/`, body: jim }],
    ['many flags in a context that is none', { path: FLAG, body: { context: 1 } }],
    ['many flags with a body that is no JSON', { path: FLAG, body: '{' }],
    ['many flags without a body', { path: FLAG }],
    ['many flags by another method', { method: 'GET', path: FLAG }],
    ['a query of settings', { method: 'GET', path: `${QUERY}?settings=size` }],
    ['a query by POST', { path: QUERY, body: { settings: ['scale'], context_filters: { user: ['jim'] } } }],
    ['a query by POST that names nothing', { path: QUERY, body: {} }],
    ['a query by POST of an unknown setting', { path: QUERY, body: { settings: ['missing'] } }],
    ['a query by POST with a wrong filter', { path: QUERY, body: { context_filters: { user: [] } } }],
    ['a snapshot by POST', { path: SNAPSHOT, body: { settings: ['scale'], context_filters: { user: ['jim'] } } }],
    ['a snapshot by POST of an unknown setting', { path: SNAPSHOT, body: { settings: ['missing'] } }],
    ['an evaluation by URL', { method: 'GET', path: `${EVALUATE}?context=user:jim` }],
    ['a setting', { method: 'GET', path: '/api/v1/settings/size' }],
    ['the health', { method: 'GET', path: HEALTH }],
    ['the health, with an entity tag', { method: 'GET', path: HEALTH, headers: { 'If-None-Match': '*' } }],
    ['the health, with a query', { method: 'GET', path: `${HEALTH}?x` }],
    ['the health, without its body', { method: 'HEAD', path: HEALTH }],
    ['the health by another method', { path: HEALTH, body: {} }],
    ['the health of a process', { method: 'GET', path: `${HEALTH}/live` }],
    ['whether the service is ready', { method: 'GET', path: `${HEALTH}/ready` }],
    ['whether the service is ready, with a slash', { method: 'GET', path: `${HEALTH}/ready/` }],
    ['a health that does not exist', { method: 'GET', path: `${HEALTH}/other` }],
  ])('the fast lane answers as Express does to %s', async (_, sent) => {
    const [first, second, third] = [
      await ask(app.heksher.url, sent),
      await ask(app.heksher.url, sent),
      await ask(usual.url, sent),
    ];

    expect(first).toEqual(third);
    expect(second).toEqual(third);
  });
});

test.each([
  [EVALUATE, EvaluationFastHandler.prototype],
  [`${FLAG}/size`, OfrepFastHandler.prototype],
  [FLAG, BulkFastHandler.prototype],
  [`${FLAG}?settings=size,nobody`, BulkFastHandler.prototype],
])('the answer of %s is not made by Express', async (path, handler) => {
  await ask(app.heksher.url, { path, body: jim }); // loads the settings
  const answered = jest.spyOn(handler, 'answer');

  const { body } = await ask(app.heksher.url, { path, body: jim });

  const [result] = answered.mock.results;
  answered.mockRestore();
  expect(String((result?.value as FastAnswer).body)).toBe(body);
});

test.each([HEALTH, `${HEALTH}/live`, `${HEALTH}/ready`])('the answer of %s is not made by Express', async (path) => {
  const prepared = jest.spyOn(HealthFastHandler.prototype, 'prepare');

  const { body } = await ask(app.heksher.url, { method: 'GET', path });

  const [result] = prepared.mock.results;
  prepared.mockRestore();
  expect((result?.value as FindAnswer)(undefined)).toEqual({ route: path, body });
});

test('an evaluation in front of Express sees what was just written', async () => {
  const evaluate = () =>
    ask(app.heksher.url, { path: EVALUATE, body: { context: { user: 'ann' }, settings: ['size'] } });
  const flag = () => ask(app.heksher.url, { path: `${FLAG}/size`, body: { context: { user: 'ann' } } });

  for (let value = 30; value < 60; value++) {
    const id = await app.given.rule({ setting: 'size', feature_values: { user: 'ann' }, value });

    expect(JSON.parse((await evaluate()).body)).toMatchObject({ settings: { size: { value, rule_id: id } } });
    expect(JSON.parse((await flag()).body)).toMatchObject({ value });

    await app.heksher.deleteRule(id);
    expect(JSON.parse((await flag()).body)).toMatchObject({ value: 10 });
  }
});
