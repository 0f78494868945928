import { describe, expect, test } from '@jest/globals';
import { ExactNumber, type JsonValue } from '../../../../libs/domain/src/index.js';
import { inSlices } from '../http/body/in-slices.js';
import { readChangeSet, touchedByChangeSet, type ChangeSet } from './read-change-set.js';

function readText(text: string): Promise<ChangeSet> {
  return inSlices(readChangeSet(Buffer.from(text), { mostOperations: 200 }));
}

function read(body: object): Promise<ChangeSet> {
  return readText(JSON.stringify(body));
}

/** The one operation of a set. Throws its refusal. */
async function readOne(operation: object | string): Promise<unknown> {
  const text = typeof operation === 'string' ? operation : JSON.stringify(operation);
  const [only] = (await readText(`{"operations":[${text}]}`)).operations;
  if (only && 'refusal' in only) throw only.refusal;
  return only?.operation;
}

const JIM = [{ feature: 'user', value: 'jim' }];
const RULE = { setting: 'size', feature_values: { user: 'jim' } };

describe('each operation', () => {
  test.each<[object, object]>([
    [
      { op: 'rule.set', ...RULE, value: 0 },
      { op: 'rule.set', rule: { setting: 'size', conditions: JIM, value: 0 } },
    ],
    [
      { op: 'rule.create', setting: 'old-size', feature_values: {}, value: false, metadata: {} },
      { op: 'rule.create', rule: { setting: 'old-size', conditions: [], value: false, metadata: {} } },
    ],
    [
      { op: 'rule.set', setting: 'size', feature_values: { user: 7 }, value: null },
      { op: 'rule.set', rule: { setting: 'size', conditions: [{ feature: 'user', value: '7' }], value: null } },
    ],
    [
      { op: 'rule.change', rule_id: 3, value: '' },
      { op: 'rule.change', target: { id: { value: 3, text: '3' } }, value: '' },
    ],
    [
      { op: 'rule.change', ...RULE, metadata: { a: 0 }, new_feature_values: {} },
      {
        op: 'rule.change',
        target: { setting: 'size', conditions: JIM },
        metadata: { replace: { a: 0 } },
        conditions: [],
      },
    ],
    [
      { op: 'rule.delete', rule_id: 3 },
      { op: 'rule.delete', target: { id: { value: 3, text: '3' } }, ifExists: false },
    ],
    [
      { op: 'rule.delete', ...RULE, if_exists: true },
      { op: 'rule.delete', target: { setting: 'size', conditions: JIM }, ifExists: true },
    ],
    [
      { op: 'setting.declare', name: 'size', type: 'int', default_value: 0, configurable_features: ['user'] },
      {
        op: 'setting.declare',
        declaration: {
          name: 'size',
          alias: undefined,
          type: { kind: 'int' },
          defaultValue: 0,
          configurableFeatures: ['user'],
          metadata: {},
          version: { major: 1, minor: 0 },
        },
      },
    ],
    [
      { op: 'setting.change', setting: 'size', default_value: [], metadata: {}, version: '1.2' },
      {
        op: 'setting.change',
        setting: 'size',
        changes: { defaultValue: [], metadata: {}, version: { major: 1, minor: 2 } },
      },
    ],
    [
      { op: 'setting.change', setting: 'size', name: 'width', type: 'float', configurable_features: ['user'] },
      {
        op: 'setting.change',
        setting: 'size',
        changes: { name: 'width', type: { kind: 'float' }, configurableFeatures: ['user'] },
      },
    ],
    [
      { op: 'setting.delete', setting: 'size', if_exists: false },
      { op: 'setting.delete', setting: 'size', ifExists: false },
    ],
    [
      { op: 'alias.add', setting: 'size', alias: 'old-size' },
      { op: 'alias.add', setting: 'size', alias: 'old-size' },
    ],
    [
      { op: 'alias.delete', setting: 'size', alias: 'old-size' },
      { op: 'alias.delete', setting: 'size', alias: 'old-size' },
    ],
    [
      { op: 'context_feature.add', context_feature: 'user' },
      { op: 'context_feature.add', feature: 'user' },
    ],
    [
      { op: 'context_feature.move', context_feature: 'user', to_after: 'theme' },
      { op: 'context_feature.move', feature: 'user', place: { after: 'theme' } },
    ],
    [
      { op: 'context_feature.move', context_feature: 'user', to_before: 'theme' },
      { op: 'context_feature.move', feature: 'user', place: { before: 'theme' } },
    ],
    [
      { op: 'context_feature.delete', context_feature: 'user' },
      { op: 'context_feature.delete', feature: 'user' },
    ],
  ])('%j is read', async (written, operation) => {
    expect(await readOne(written)).toEqual(operation);
  });

  test('a value keeps its digits', async () => {
    const operation = '{"op":"rule.set","setting":"size","feature_values":{},"value":12345678901234567890}';

    expect(await readOne(operation)).toMatchObject({ rule: { value: new ExactNumber('12345678901234567890') } });
  });

  test('an entity tag that it needs is read', async () => {
    const { operations } = await read({ operations: [{ op: 'rule.delete', rule_id: 3, if_match: '"a", "b"' }] });

    expect(operations).toMatchObject([{ ifMatch: '"a", "b"' }]);
  });

  test.each<[object | string, (string | number)[], RegExp]>([
    ['5', [], /^an operation must be a JSON object$/],
    [{}, ['op'], /^op must be one of rule.set, /],
    [{ op: 'setting.set_type' }, ['op'], /^op must be one of/],
    [{ op: 'constructor' }, ['op'], /^op must be one of/],
    [{ op: 'rule.set', ...RULE, value: 1, note: 'x' }, ['note'], /^there is no member "note" here: .*feature_values/],
    ['{"op":"rule.delete","rule_id":3,"__proto__":1}', ['__proto__'], /^there is no member "__proto__" here/],
    [{ op: 'rule.set', ...RULE }, ['value'], /^value is required$/],
    [{ op: 'rule.set', setting: 5, feature_values: {}, value: 1 }, ['setting'], /^setting must be a string$/],
    [{ op: 'rule.set', setting: 'a\u0000', feature_values: {}, value: 1 }, ['setting'], /is not a setting name/],
    [{ op: 'rule.set', setting: 'a', feature_values: [], value: 1 }, ['feature_values'], /must be a JSON object/],
    [{ op: 'rule.set', setting: 'a', feature_values: { user: null }, value: 1 }, ['feature_values', 'user'], /string/],
    [{ op: 'rule.set', setting: 'a', feature_values: { user: ' ' }, value: 1 }, ['feature_values', 'user'], /not a/],
    [{ op: 'rule.set', ...RULE, value: 1, metadata: [] }, ['metadata'], /must be a JSON object/],
    [{ op: 'rule.set', ...RULE, value: 1, metadata: { a: '\u0000' } }, ['metadata', 'a'], /U\+0000/],
    [{ op: 'rule.change', value: 1 }, [], /^a rule is named by rule_id, or by/],
    [{ op: 'rule.change', ...RULE, rule_id: 3 }, [], /^a rule is named by rule_id, or by/],
    [{ op: 'rule.change', setting: 'size' }, ['feature_values'], /is required/],
    [{ op: 'rule.delete', rule_id: '3' }, ['rule_id'], /^rule_id must be a positive integer$/],
    [{ op: 'rule.delete', rule_id: 0 }, ['rule_id'], /positive/],
    ['{"op":"rule.delete","rule_id":1e3}', ['rule_id'], /positive/],
    [{ op: 'rule.delete', rule_id: 3, if_exists: 'yes' }, ['if_exists'], /^if_exists must be true or false$/],
    [{ op: 'rule.delete', rule_id: 3, if_match: 5 }, ['if_match'], /must be a string/],
    [{ op: 'setting.change', setting: 'size', type: 'integer' }, ['type'], /integer/],
    [{ op: 'setting.change', setting: 'size', version: 'x' }, ['version'], /not of the form/],
    [{ op: 'setting.change', setting: 'size', configurable_features: [] }, ['configurable_features'], /at least one/],
    [{ op: 'setting.change', setting: 'size', configurable_features: ['a', 'a'] }, ['configurable_features'], /twice/],
    [{ op: 'context_feature.move', context_feature: 'user' }, [], /exactly one of to_after and to_before/],
    [
      { op: 'setting.declare', name: 'a', type: 'int', default_value: 'x', configurable_features: ['a'] },
      ['default_value'],
      /not of the type int/,
    ],
  ])('%j is refused', async (written, path, message) => {
    await expect(readOne(written)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(message),
      faults: [{ path }],
    });
  });
});

describe('a change set', () => {
  test('only its operations are required', async () => {
    expect(await read({ operations: [] })).toEqual({
      note: undefined,
      basedOn: undefined,
      isDryRun: false,
      wantsImpact: false,
      operations: [],
    });
  });

  test('everything can be said', async () => {
    const body = { note: 'why', based_on: 0, dry_run: true, impact: true, operations: [] };

    expect(await read(body)).toMatchObject({ note: 'why', basedOn: 0, isDryRun: true, wantsImpact: true });
  });

  test.each<[JsonValue, (string | number)[]]>([
    [[], []],
    [{}, ['operations']],
    [{ operations: {} }, ['operations']],
    [{ operations: [], note: 5 }, ['note']],
    [{ operations: [], based_on: -1 }, ['based_on']],
    [{ operations: [], based_on: 1.5 }, ['based_on']],
    [{ operations: [], based_on: '1' }, ['based_on']],
    [{ operations: [], dry_run: 1 }, ['dry_run']],
    [{ operations: [], actor: 'jim' }, ['actor']],
  ])('%j is refused', async (body, path) => {
    await expect(read(body as object)).rejects.toMatchObject({ kind: 'invalid', faults: [{ path }] });
  });

  test('an operation that is no JSON refuses the whole body', async () => {
    await expect(readText('{"operations":[{},{]}')).rejects.toMatchObject({ kind: 'malformed' });
  });

  test('faulty operations are kept among the others, in order', async () => {
    const { operations } = await read({ operations: [{ op: 'x' }, { op: 'rule.delete', rule_id: 3 }, 7] });

    expect(operations).toMatchObject([{ refusal: {} }, { operation: {} }, { refusal: {} }]);
    expect(touchedByChangeSet({ operations })).toEqual({ names: [], ruleIds: [3], everySetting: false });
  });

  test('more than 100 operations on context features are refused', async () => {
    const operations = Array.from({ length: 101 }, (_, n) => ({ op: 'context_feature.add', context_feature: `f${n}` }));

    await expect(read({ operations })).rejects.toMatchObject({ kind: 'invalid', faults: [{ path: ['operations'] }] });
    expect((await read({ operations: operations.slice(1) })).operations).toHaveLength(100);
  });
});
