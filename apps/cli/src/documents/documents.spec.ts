import { describe, expect, test } from '@jest/globals';
import { readDocumentText } from '@heksher/document';
import { ExactNumber, type JsonValue } from '@heksher/domain';
import { compareDocuments } from './compare.js';
import { readDeclarations } from './declarations.js';
import { DocumentFile } from './document-file.js';
import { findFault, type Document, type DocumentSetting } from './document.js';
import { readSavedPlan, savedPlan, type Plan } from './plan.js';

const SIZE: DocumentSetting = {
  type: 'Enum[50,64]',
  default_value: 50,
  configurable_features: ['account', 'user'],
  version: '1.0',
  metadata: {},
  aliases: ['a', 'b'],
  rules: [
    { when: { account: 'jim', user: 'guest' }, value: 20, metadata: { by: 'jim' } },
    { when: { user: 'guest' }, value: 10 },
  ],
};

const documentOf = (size: DocumentSetting, more: Partial<Document> = {}): Document => ({
  settings: { size },
  ...more,
});
const compare = (size: DocumentSetting) => compareDocuments(documentOf(SIZE), documentOf(size));

describe('a comparison', () => {
  test.each<[string, DocumentSetting]>([
    ['the order of rules', { ...SIZE, rules: [...(SIZE.rules ?? [])].reverse() }],
    [
      'the order of conditions',
      { ...SIZE, rules: [{ when: { user: 'guest', account: 'jim' }, value: 20 }, ...(SIZE.rules ?? []).slice(1)] },
    ],
    ['the order of features and aliases', { ...SIZE, configurable_features: ['user', 'account'], aliases: ['b', 'a'] }],
    ['how a number is written', { ...SIZE, default_value: new ExactNumber('50.0') }],
    ['how a type is written', { ...SIZE, type: 'Enum[64,50]' }],
    ['what only one document says', { rules: SIZE.rules ?? [] }],
  ])('%s is no difference', (_what, other) => {
    expect(compare(other)).toEqual([]);
  });

  test.each<[string, DocumentSetting, object[]]>([
    ['an attribute', { ...SIZE, default_value: 64 }, [{ attribute: 'default_value', before: 50, after: 64 }]],
    ['a type', { ...SIZE, type: 'float' }, [{ attribute: 'type', before: 'Enum[50,64]', after: 'float' }]],
    [
      'a deleted rule and a new one',
      { ...SIZE, rules: [...(SIZE.rules ?? []).slice(1), { when: {}, value: 0 }] },
      [
        { when: { account: 'jim', user: 'guest' }, before: 20 },
        { when: {}, after: 0 },
      ],
    ],
    [
      'the value and the metadata of a rule',
      {
        ...SIZE,
        rules: [{ when: { account: 'jim', user: 'guest' }, value: 21, metadata: {} }, ...(SIZE.rules ?? []).slice(1)],
      },
      [
        { when: { account: 'jim', user: 'guest' }, before: 20, after: 21 },
        { when: { account: 'jim', user: 'guest' }, attribute: 'metadata', before: { by: 'jim' }, after: {} },
      ],
    ],
  ])('%s is a difference', (_what, other, expected) => {
    expect(compare(other)).toEqual(expected.map((one) => ({ setting: 'size', ...one })));
  });

  test('settings that only one document has, and the order of context features, are differences', () => {
    const one: Document = { settings: { b: SIZE, ['constructor']: SIZE }, context_features: ['user', 'theme'] };
    const other: Document = { settings: { a: SIZE }, context_features: ['theme', 'user'] };

    expect(compareDocuments(one, other)).toEqual([
      { setting: null, attribute: 'context_features', before: ['user', 'theme'], after: ['theme', 'user'] },
      { setting: 'a', after: SIZE },
      { setting: 'b', before: SIZE },
      { setting: 'constructor', before: SIZE },
    ]);
  });
});

describe('a document to compare', () => {
  const fault = (value: JsonValue) => findFault(value)?.pointer;
  const withRule = (rule: JsonValue): JsonValue => ({ format: 'heksher/v1', settings: { 'a/b': { rules: [rule] } } });

  test.each<[JsonValue, string]>([
    [[], ''],
    [{ settings: {} }, '/format'],
    [{ format: 'heksher/v2', settings: {} }, '/format'],
    [{ format: 'heksher/v1' }, '/settings'],
    [{ format: 'heksher/v1', settings: {}, context_features: 'user' }, '/context_features'],
    [{ format: 'heksher/v1', settings: {}, scope: {} }, '/scope'],
    [{ format: 'heksher/v1', settings: { a: 5 } }, '/settings/a'],
    [{ format: 'heksher/v1', settings: { a: { rules: {} } } }, '/settings/a/rules'],
    [{ format: 'heksher/v1', settings: { a: { aliases: [1] } } }, '/settings/a/aliases'],
    [{ format: 'heksher/v1', settings: { a: { configurable_features: 'user' } } }, '/settings/a/configurable_features'],
    [withRule(5), '/settings/a~1b/rules/0'],
    [withRule({ value: 1 }), '/settings/a~1b/rules/0/when'],
    [withRule({ when: { user: {} }, value: 1 }), '/settings/a~1b/rules/0/when'],
    [withRule({ when: {} }), '/settings/a~1b/rules/0'],
  ])('%j has a fault at %j', (value, pointer) => {
    expect(fault(value)).toBe(pointer);
  });

  test('a whole document has no fault', () => {
    expect(fault(withRule({ when: { user: 'jim' }, value: null }))).toBeUndefined();
  });
});

const fileOf = (text: string) => new DocumentFile('x.yaml', readDocumentText(text));

describe('declarations in a file', () => {
  test('one declaration, and a list of them, are sent as they are', () => {
    const body = { name: 'a', type: 'int', odd: 1 };

    expect(readDeclarations(fileOf('{ "name": "a", "type": "int", "odd": 1 }'))).toEqual([
      { name: 'a', body, pointer: '', keepsMetadata: false },
    ]);
    expect(readDeclarations(fileOf('- name: "a"\n  type: "int"\n  odd: 1\n'))).toEqual([
      { name: 'a', body, pointer: '/0', keepsMetadata: false },
    ]);
  });

  test('of a document the rules and aliases do not count, and metadata that it leaves out stay', () => {
    const text =
      'settings:\n  a: { type: "int", default_value: 1.0, rules: [], aliases: [], metadata: {} }\n  b: { type: "int" }\n';

    expect(readDeclarations(fileOf(text))).toEqual([
      {
        name: 'a',
        body: { name: 'a', type: 'int', default_value: new ExactNumber('1.0'), metadata: {} },
        pointer: '/settings/a',
        keepsMetadata: false,
      },
      { name: 'b', body: { name: 'b', type: 'int' }, pointer: '/settings/b', keepsMetadata: true },
    ]);
  });

  test.each([
    ['- 5\n', 'x.yaml:1:3: a declaration must be an object'],
    ['[]\n', 'x.yaml:1:1: there is no declaration'],
    ['{}\n', 'x.yaml:1:1: a declaration must have a name'],
    ['settings:\n  a: 5\n', 'x.yaml:2:3: a setting must be an object'],
  ])('%j is refused with its place', (text, message) => {
    expect(() => readDeclarations(fileOf(text))).toThrow(message);
  });
});

test('a fault of a request is shown with the place in the file that it leads to', () => {
  const file = fileOf('settings:\n  a:\n    rules:\n      - when: {}\n        value: 5\n');
  const inFile = (pointer: string) => (pointer.startsWith('/document') ? pointer.slice('/document'.length) : undefined);

  expect(file.describe({ pointer: '/document/settings/a/rules/0/value', message: 'no' }, inFile)).toBe(
    'x.yaml:5:9: no',
  );
  expect(file.describe({ pointer: '/prune', message: 'no' }, inFile)).toBe('/prune: no');
  expect(file.describe({ message: 'no' }, inFile)).toBe('no');
});

describe('a saved plan', () => {
  const plan: Plan = {
    based_on: 7,
    operations: [{ op: 'rule.set', value: new ExactNumber('1.0') }],
    summary: { created: 0, changed: 1, deleted: 0, unchanged: 0 },
    changes: [],
    impact: [],
    impact_truncated: false,
    warnings: [],
  };

  test('a saved plan is read as it was, with the service that it was made for', () => {
    const saved = savedPlan(plan, new URL('http://host/heksher'));

    expect(readSavedPlan(saved)).toMatchObject({ service: 'http://host/heksher', plan });
  });

  test.each<JsonValue>([[], { format: 'heksher/v1', settings: {} }, { format: 'heksher-plan/v1', operations: [] }])(
    '%j is no saved plan',
    (value) => {
      expect(readSavedPlan(value)).toBeUndefined();
    },
  );
});
