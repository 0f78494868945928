import { describe, expect, test } from '@jest/globals';
import { DomainError } from '../errors.js';
import { parseJson, type JsonValue } from '../json.js';
import type { Document } from './document.js';
import { readDocument } from './read-document.js';

const UNVERSIONED = { type: 'int', default_value: 1, configurable_features: ['user'] };
const SETTING = { ...UNVERSIONED, version: '1.0' };
const document = (setting: object, rest: object = {}) => ({
  format: 'heksher/v1',
  settings: { size: { ...SETTING, ...setting } },
  ...rest,
});
const rules = (...list: object[]) => document({ rules: list });

function read(value: unknown): Document {
  const steps = readDocument(value as JsonValue);
  for (;;) {
    const { done, value: result } = steps.next();
    if (done) return result;
  }
}

/** The faults of a document: path and message. */
function faultsOf(value: unknown): string[] {
  try {
    read(value);
  } catch (error) {
    if (error instanceof DomainError)
      return error.faults.map(({ path = [], message }) => `${path.join('/')}: ${message}`);
    throw error;
  }
  return [];
}

describe('reading a document', () => {
  test('what is left out is not looked at', () => {
    expect(read(document({}))).toMatchObject({
      prefixes: undefined,
      features: undefined,
      settings: [{ name: 'size', metadata: undefined, aliases: undefined, rules: undefined }],
    });
  });

  test('what is empty is looked at', () => {
    const [setting] = read(document({ metadata: {}, aliases: [], rules: [] })).settings;
    expect(setting).toMatchObject({ metadata: {}, aliases: [], rules: [] });
  });

  test('a setting without a version has the first one', () => {
    const [setting] = read({ format: 'heksher/v1', settings: { size: UNVERSIONED } }).settings;
    expect(setting?.version).toEqual({ major: 1, minor: 0 });
  });

  test('numbers keep their digits', () => {
    const text =
      '{"format":"heksher/v1","settings":{"size":{"type":"float","default_value":1.10,"configurable_features":["user"],"rules":[{"when":{},"value":1e-07}]}}}';
    const [setting] = read(parseJson(text)).settings;
    expect(setting).toMatchObject({
      defaultValue: { text: '1.10' },
      rules: [{ value: { text: '1e-07' }, conditions: [] }],
    });
  });

  test('a number counts as the text of a condition', () => {
    const [setting] = read(rules({ when: { user: 7 }, value: 1 })).settings;
    expect(setting?.rules?.[0]?.conditions).toEqual([{ feature: 'user', value: '7' }]);
  });

  test.each<[string, unknown, string[]]>([
    ['a list', [], [': a document must be an object']],
    ['no format', { settings: {} }, ['format: format is required']],
    ['another format', { format: 'heksher/v2', settings: {} }, ['format: format must be "heksher/v1"']],
    ['no settings', { format: 'heksher/v1' }, ['settings: settings is required']],
    [
      'an unknown member',
      { format: 'heksher/v1', setings: {}, settings: {} },
      ['setings: there is no member "setings" here: the members are format, scope, context_features, settings'],
    ],
    [
      'an empty scope',
      document({}, { scope: { prefixes: [] } }),
      ['scope/prefixes: prefixes must be an array of at least one string'],
    ],
    [
      'an unknown member of the scope',
      document({}, { scope: { prefix: 'a' } }),
      ['scope/prefix: there is no member "prefix" here: the members are prefixes'],
    ],
    [
      'a setting outside the scope',
      document({}, { scope: { prefixes: ['shop.'] } }),
      ['settings/size: the setting size is outside the scope of the document'],
    ],
    [
      'a bad name',
      { format: 'heksher/v1', settings: { 'a-b': SETTING } },
      ['settings/a-b: "a-b" is not a setting name: 1 to 255 of letters, digits, "_" and "."'],
    ],
    [
      'no setting',
      { format: 'heksher/v1', settings: { size: 3 } },
      ['settings/size: the setting size must be an object'],
    ],
    ['a version that is a number', document({ version: 1.1 }), ['settings/size/version: version must be a string']],
    [
      'a default of another type',
      document({ default_value: '1' }),
      ['settings/size/default_value: the default value is not of the type int'],
    ],
    [
      'features twice',
      document({ configurable_features: ['a', 'a'] }),
      ['settings/size/configurable_features: configurable_features has a twice'],
    ],
    ['rules that are no list', document({ rules: {} }), ['settings/size/rules: rules must be an array']],
    ['a rule that is no object', document({ rules: [3] }), ['settings/size/rules/0: a rule must be an object']],
    ['a rule without a value', rules({ when: {} }), ['settings/size/rules/0/value: value is required']],
    ['a rule without conditions', rules({ value: 1 }), ['settings/size/rules/0/when: when is required']],
    [
      'a condition that is true',
      rules({ when: { user: true }, value: 1 }),
      ['settings/size/rules/0/when/user: a condition needs a string or a number'],
    ],
    [
      'equal conditions in another order',
      rules({ when: { user: 'a', theme: 'b' }, value: 1 }, { when: { theme: 'b', user: 'a' }, value: 2 }),
      ['settings/size/rules/1/when: rule 0 of the setting has the conditions theme=b, user=a, too'],
    ],
    [
      'two rules for everyone',
      rules({ when: {}, value: 1 }, { when: {}, value: 2 }),
      ['settings/size/rules/1/when: rule 0 of the setting has no conditions, too'],
    ],
  ])('%s is refused', (_, value, faults) => {
    expect(faultsOf(value)).toEqual(faults);
  });

  test('every fault is reported, at most 100', () => {
    const two = rules({ when: {} }, { value: 2 });
    expect(faultsOf(two)).toHaveLength(2);
    const many = rules(...Array.from({ length: 500 }, () => ({})));
    expect(faultsOf(many)).toHaveLength(100);
  });
});
