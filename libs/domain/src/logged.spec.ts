import { expect, test } from '@jest/globals';
import type { StoredToken } from './access/token.js';
import { printLoggedState } from './logged.js';
import { givenRule, givenSetting } from './setting.arbitraries.js';

const setting = givenSetting({
  aliases: ['cache', 'former'],
  type: 'Enum["b", 1.0, "a"]',
  defaultValue: '1.0',
  configurableFeatures: ['user', 'theme'],
  metadata: '{"b":12345678901234567890,"a":null}',
  version: '2.10',
});
const SETTING =
  '"name":"size","configurable_features":["user","theme"],"type":"Enum[\\"a\\",\\"b\\",1.0]","default_value":1.0,' +
  '"metadata":{"b":12345678901234567890,"a":null},"aliases":["cache","former"],"version":"2.10"';
const rule = { ...givenRule(7, { user: 'jim', theme: 'dark' }, '[1e2,"\\u0000"]'), metadata: { by: false } };
const RULE =
  '{"rule_id":7,"setting":"size","value":[1e2,"\\u0000"],"feature_values":[["user","jim"],["theme","dark"]],' +
  '"metadata":{"by":false}}';

test('the log keeps a setting in this shape', () => {
  expect(printLoggedState({ setting })).toBe(`{${SETTING}}`);
});

test('the log keeps a deleted setting with its rules', () => {
  expect(printLoggedState({ setting, rules: [] })).toBe(`{${SETTING},"rules":[]}`);
  expect(printLoggedState({ setting, rules: [rule] })).toBe(`{${SETTING},"rules":[${RULE}]}`);
});

test('the log keeps a rule in this shape', () => {
  expect(printLoggedState({ rule })).toBe(RULE);
});

test('the log keeps a token without its secret', () => {
  const token: StoredToken = {
    id: '5f0c9a52-8a3e-4b0e-9d0e-0123456789ab',
    name: 'deploy-pipeline',
    role: 'service',
    prefixes: ['web.'],
    selector: 'a selector',
    secretHash: 'a hash',
    previous: { selector: 'an earlier one', secretHash: 'an earlier hash', until: new Date(0) },
    createdBy: 'jim',
    createdAt: new Date(0),
    expiresAt: new Date('2027-01-01T00:00:00Z'),
  };
  const logged = '{"id":"5f0c9a52-8a3e-4b0e-9d0e-0123456789ab","name":"deploy-pipeline","role":"service"';

  expect(printLoggedState({ token })).toBe(`${logged},"prefixes":["web."],"expires_at":"2027-01-01T00:00:00.000Z"}`);
  expect(printLoggedState({ token: { ...token, prefixes: [], expiresAt: null } })).toBe(
    `${logged},"prefixes":[],"expires_at":null}`,
  );
});

test('the log keeps the list of context features as an array of names', () => {
  expect(printLoggedState({ features: [] })).toBe('[]');
  expect(printLoggedState({ features: ['user', 'theme'] })).toBe('["user","theme"]');
});
