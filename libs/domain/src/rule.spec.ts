import { describe, expect, test } from '@jest/globals';
import { parseJson, type JsonObject } from './json.js';
import {
  assertRuleFits,
  assertValueFits,
  describeConditions,
  parseConditionList,
  parseConditions,
  parseNewRule,
  printConditions,
} from './rule.js';
import { givenSetting } from './setting.arbitraries.js';

describe('the conditions of a rule', () => {
  test.each([
    ['{"user":"jim"}', [{ feature: 'user', value: 'jim' }]],
    [
      '{"theme":"dark","user":"jim@example.com"}',
      [
        { feature: 'theme', value: 'dark' },
        { feature: 'user', value: 'jim@example.com' },
      ],
    ],
    ['{"user":1}', [{ feature: 'user', value: '1' }]],
    ['{"user":0}', [{ feature: 'user', value: '0' }]],
    ['{"user":1.0}', [{ feature: 'user', value: '1.0' }]],
    ['{"user":-1e+2}', [{ feature: 'user', value: '-1e+2' }]],
    ['{"user":12345678901234567890}', [{ feature: 'user', value: '12345678901234567890' }]],
    ['{"__proto__":"a"}', [{ feature: '__proto__', value: 'a' }]],
  ])('%s', (text, conditions) => {
    expect(parseConditions(parseJson(text) as JsonObject, ['feature_values'])).toEqual(conditions);
  });

  test.each([
    ['{}', ['feature_values'], 'a rule needs at least one condition'],
    ['{"a-b":"x"}', ['feature_values', 'a-b'], 'is not a context feature name'],
    ['{"a/b":"x"}', ['feature_values', 'a/b'], 'is not a context feature name'],
    ['{"user":""}', ['feature_values', 'user'], 'is not a context feature value'],
    ['{"a":"x","user":"a b"}', ['feature_values', 'user'], 'is not a context feature value'],
    ['{"user":"\\u0000"}', ['feature_values', 'user'], 'is not a context feature value'],
    ['{"user":true}', ['feature_values', 'user'], 'a condition needs a string or a number'],
    ['{"user":null}', ['feature_values', 'user'], 'a condition needs a string or a number'],
    ['{"user":["a"]}', ['feature_values', 'user'], 'a condition needs a string or a number'],
    ['{"user":{}}', ['feature_values', 'user'], 'a condition needs a string or a number'],
  ])('%s are not conditions', (text, path, words) => {
    const message = expect.stringContaining(words);

    expect(() => parseConditions(parseJson(text) as JsonObject, ['feature_values'])).toThrow(
      expect.objectContaining({ kind: 'invalid', message, faults: [{ path, message }] }),
    );
  });

  test('conditions print as feature=value for people', () => {
    const conditions = parseConditions({ user: 'guest', theme: 'dark' }, []);

    expect(describeConditions(conditions)).toBe('user=guest, theme=dark');
    expect(describeConditions([])).toBe('everyone');
  });

  test('conditions print as pairs for programs', () => {
    const conditions = [
      { feature: 'user', value: 'J. "D" Doe' },
      { feature: 'theme', value: 'dark' },
    ];

    expect(printConditions(conditions)).toBe('[["user","J. \\"D\\" Doe"],["theme","dark"]]');
    expect(printConditions([])).toBe('[]');
  });
});

describe('a new rule', () => {
  const input = { setting: 'size', featureValues: { user: 'jim' }, value: 0, metadata: { note: null } };

  test('a new rule is read with its conditions', () => {
    expect(parseNewRule(input)).toEqual({
      setting: 'size',
      value: 0,
      conditions: [{ feature: 'user', value: 'jim' }],
      metadata: { note: null },
    });
  });

  test.each([
    [{ setting: 'a b' }, ['setting']],
    [{ metadata: { 'a b': 1 } }, ['metadata', 'a b']],
    [{ metadata: { a: '\u0000' } }, ['metadata', 'a']],
    [{ featureValues: {} }, ['feature_values']],
    [{ featureValues: { user: '*' } }, ['feature_values', 'user']],
  ])('a new rule with %j is refused', (change, path) => {
    expect(() => parseNewRule({ ...input, ...change } as typeof input)).toThrow(
      expect.objectContaining({ kind: 'invalid', faults: [{ path, message: expect.any(String) }] }),
    );
  });
});

describe('the conditions of a search', () => {
  test.each([
    ['user:jim', [{ feature: 'user', value: 'jim' }]],
    [
      'theme:dark,user:a@b.c',
      [
        { feature: 'theme', value: 'dark' },
        { feature: 'user', value: 'a@b.c' },
      ],
    ],
  ])('%s', (text, conditions) => {
    expect(parseConditionList(text, 'feature_values')).toEqual(conditions);
  });

  test.each([
    ['', '"" is not of the form "feature:value"'],
    ['user', '"user" is not of the form "feature:value"'],
    ['user:jim,', '"" is not of the form "feature:value"'],
    [':jim', 'is not a context feature name'],
    ['a-b:jim', 'is not a context feature name'],
    ['user:', 'is not a context feature value'],
    ['user:a:b', 'is not a context feature value'],
    ['user:*', 'is not a context feature value'],
    ['user:jim,theme:dark,user:jim', 'the feature user is named twice'],
    ['user:a,user:b', 'the feature user is named twice'],
  ])('%j are not the conditions of a search', (text, words) => {
    const message = expect.stringContaining(words);

    expect(() => parseConditionList(text, 'feature_values')).toThrow(
      expect.objectContaining({ kind: 'invalid', message, faults: [{ parameter: 'feature_values', message }] }),
    );
  });
});

describe('a rule and its setting', () => {
  const setting = givenSetting({ type: 'Sequence<int>', defaultValue: '[]', configurableFeatures: ['user', 'theme'] });
  const conditions = [{ feature: 'theme', value: 'dark' }];

  test.each(['[]', '[1.0,12345678901234567890]'])('the value %s fits', (text) => {
    expect(() => assertRuleFits({ conditions, value: parseJson(text) }, setting)).not.toThrow();
    expect(() => assertValueFits(parseJson(text), setting)).not.toThrow();
  });

  test.each(['[1.5]', '1', 'null', '{}'])('the value %s does not fit', (text) => {
    const refusal = expect.objectContaining({
      kind: 'unfit-rule',
      message: "the value is not of the setting's type Sequence<int>",
    });

    expect(() => assertRuleFits({ conditions, value: parseJson(text) }, setting)).toThrow(refusal);
    expect(() => assertValueFits(parseJson(text), setting)).toThrow(refusal);
  });

  test('a rule may only use configurable features of its setting', () => {
    const foreign = ['account', 'user', 'trust'].map((feature) => ({ feature, value: 'a' }));

    expect(() => assertRuleFits({ conditions: foreign, value: [] }, setting)).toThrow(
      expect.objectContaining({ kind: 'unfit-rule', message: 'setting size is not configurable by account, trust' }),
    );
  });
});
