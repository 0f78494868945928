import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate, featureText, parseContext, parseContextList, parseSettingNames } from './evaluation.js';
import { ExactNumber, parseJson, type JsonObject, type JsonValue } from './json.js';
import { CompiledRule } from './compiled-rule.js';
import { compileRuleset, resolveContext } from './ruleset.js';
import { rulesetCases } from './ruleset.arbitraries.js';
import { givenSetting } from './setting.arbitraries.js';

const FEATURES = ['account', 'user', 'theme'];

function rule(id: number, value: string, conditions: Record<string, string>): CompiledRule {
  const list = Object.entries(conditions).map(([feature, wanted]) => ({ feature, value: wanted }));
  return CompiledRule.of({ id, value, metadata: '{}', conditions: list });
}

const context = (values: Record<string, string>) => new Map(Object.entries(values));

describe('the value of a setting in a context', () => {
  const setting = givenSetting({ configurableFeatures: FEATURES });
  const guest = rule(2, '12345678901234567890', { user: 'guest' });
  const ruleset = compileRuleset(setting, [guest], FEATURES);

  test('the value of a setting is that of the winning rule, with all digits', () => {
    const { value, rule: winner } = evaluate(ruleset, context({ user: 'guest', theme: 'dark' }));

    expect(winner).toBe(guest);
    expect(value).toBe('12345678901234567890');
  });

  test.each<Record<string, string>>([{}, { user: 'jim' }, { theme: 'dark' }])(
    'the value of a setting is the default if no rule matches: %j',
    (values) => {
      expect(evaluate(ruleset, context(values))).toEqual({ value: '10', rule: undefined });
    },
  );

  test('the value of a setting comes from the rule that the ruleset resolves', () => {
    fc.assert(
      fc.property(rulesetCases, ({ features, rules, contexts }) => {
        const compiled = compileRuleset(givenSetting({ configurableFeatures: features }), rules, features);

        for (const one of contexts) {
          expect(evaluate(compiled, one).rule).toBe(resolveContext(compiled, one));
        }
      }),
    );
  });
});

describe('the value of a feature', () => {
  test.each<[JsonValue | undefined, string | undefined]>([
    ['jim', 'jim'],
    ['', ''],
    [0, '0'],
    [1.5, '1.5'],
    [new ExactNumber('1.0'), '1.0'],
    [new ExactNumber('12345678901234567890'), '12345678901234567890'],
    [true, 'true'],
    [false, 'false'],
    [null, undefined],
    [undefined, undefined],
    [[], undefined],
    [['jim'], undefined],
    [{}, undefined],
  ])('%p is %p', (value, text) => {
    expect(featureText(value)).toBe(text);
  });
});

describe('a context in JSON', () => {
  test('a context in JSON has the text of each value', () => {
    const values = parseJson('{"user": "jim", "trust": 1.0, "isNew": true}') as JsonObject;

    expect([...parseContext(values, ['context'])]).toEqual([
      ['user', 'jim'],
      ['trust', '1.0'],
      ['isNew', 'true'],
    ]);
  });

  test.each(['null', '[]', '["jim"]', '{}'])('a context in JSON has no value %s', (text) => {
    const values = parseJson(`{"user": "jim", "a/b": ${text}}`) as JsonObject;

    expect(() => parseContext(values, ['context'])).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        message: 'the value of the feature a/b must be a string, a number or a boolean',
        faults: [expect.objectContaining({ path: ['context', 'a/b'] })],
      }),
    );
  });
});

describe('a context in a URL', () => {
  test.each<[string, [string, string][]]>([
    ['', []],
    ['user:jim', [['user', 'jim']]],
    [
      'user:jim smith,theme:a:b,empty:',
      [
        ['user', 'jim smith'],
        ['theme', 'a:b'],
        ['empty', ''],
      ],
    ],
  ])('a context in a URL is read: %j', (text, expected) => {
    expect([...parseContextList(text, 'context')]).toEqual(expected);
  });

  test.each(['user', ':jim', 'user:jim,', ',', 'user:jim,user:jim'])('a context in a URL cannot be %j', (text) => {
    expect(() => parseContextList(text, 'context')).toThrow(expect.objectContaining({ kind: 'invalid' }));
  });
});

describe('names in a URL', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['a', ['a']],
    ['a.b,c_d,a.b', ['a.b', 'c_d', 'a.b']],
  ])('names in a URL are read: %j', (text, names) => {
    expect(parseSettingNames(text, 'settings')).toEqual(names);
  });

  test.each(['a,', ',', 'a b', 'é'])('names in a URL cannot be %j', (text) => {
    expect(() => parseSettingNames(text, 'settings')).toThrow(expect.objectContaining({ kind: 'invalid' }));
  });
});
