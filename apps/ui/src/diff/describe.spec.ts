import { expect, test } from '@jest/globals';
import { printJson, type JsonValue } from '@heksher/domain';
import { describe, type Printer } from './describe.js';
import { differencesOf } from './entry.js';

const PLAIN: Printer<string> = {
  setting: (name) => name,
  rule: (pairs) => pairs.map((pair) => pair.join('=')).join(', ') || 'for everyone',
  value: printJson,
  name: (name) => name,
};
const rule = (value: JsonValue, feature_values: string[][] = [['user', 'guest']], metadata = {}) => {
  return { rule_id: 1, setting: 'size', value, feature_values, metadata };
};
const setting = {
  name: 'size',
  configurable_features: ['user'],
  type: 'int',
  default_value: 1,
  metadata: {},
  aliases: [],
  version: '1.0',
};
const say = (action: string, before: JsonValue, after: JsonValue) =>
  describe({ action, before, after }, PLAIN).sentence.join('');

test.each<[string, JsonValue, JsonValue, string]>([
  ['rule.created', null, rule(10), 'Added the rule user=guest with the value 10 to size'],
  ['rule.created', null, rule('a\nb', []), 'Added the rule for everyone to size'],
  ['rule.value_changed', rule(10), rule(20), 'Changed the value of the rule user=guest from 10 to 20 in size'],
  ['rule.value_changed', rule('x'.repeat(99)), rule(1), 'Changed the value of the rule user=guest in size'],
  ['rule.moved', rule(1), rule(1, [['user', 'jim']]), 'Moved the rule user=guest to user=jim in size'],
  ['rule.deleted', rule(10), null, 'Deleted the rule user=guest with the value 10 from size'],
  ['setting.created', null, setting, 'Added the setting size'],
  ['setting.renamed', setting, { ...setting, name: 'cache' }, 'Renamed size to cache'],
  ['setting.type_changed', setting, { ...setting, type: 'float' }, 'Changed the type of size from int to float'],
  ['setting.alias_added', setting, { ...setting, aliases: ['old'] }, 'Added the alias old to size'],
  ['setting.deleted', { ...setting, rules: [rule(1), rule(2)] }, null, 'Deleted the setting size and its 2 rules'],
  ['context_feature.added', ['a'], ['a', 'b'], 'Added the context feature b'],
  ['token.deleted', { name: 'bot' }, null, 'Revoked the access token bot'],
  ['setting.made_up', setting, setting, 'Changed the setting size'],
  ['made.up', null, null, 'made.up'],
])('%s from %j to %j is said in words', (action, before, after, sentence) => {
  expect(say(action, before, after)).toBe(sentence);
});

test('differences are those of attributes, with a key of metadata for each', () => {
  const before = rule(1, [['user', 'guest']], { information: 'why', a: 1 });
  const after = rule(1, [['user', 'jim']], { information: 'because', a: 1 });

  expect(differencesOf(before, after)).toEqual([
    { attribute: 'feature_values', before: { user: 'guest' }, after: { user: 'jim' } },
    { attribute: 'metadata.information', before: 'why', after: 'because' },
  ]);
  expect(differencesOf(null, { ...setting, metadata: { a: 1 } }).map(({ attribute }) => attribute)).toEqual([
    ...['name', 'configurable_features', 'type', 'default_value', 'metadata.a', 'version'],
  ]);
});
