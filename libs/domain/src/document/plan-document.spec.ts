import { describe, expect, test } from '@jest/globals';
import { DomainError } from '../errors.js';
import type { JsonValue } from '../json.js';
import { parseSettingType } from '../setting-type/parse.js';
import { conditions, toBase, type State, type StoredSetting } from '../planning/planning.arbitraries.js';
import { planOperations } from '../planning/plan.js';
import { planDocument, type DocumentPlan, type PruneOptions } from './plan-document.js';
import { readDocument } from './read-document.js';

const stored = (name: string, rest: Partial<StoredSetting['setting']> = {}): StoredSetting['setting'] => ({
  name,
  aliases: [],
  type: parseSettingType('int'),
  defaultValue: 1,
  configurableFeatures: ['user'],
  metadata: {},
  version: { major: 1, minor: 1 },
  ...rest,
});
const ruleOf = (setting: string, id: number, when: Record<string, string>, value: JsonValue) => ({
  id,
  setting,
  value,
  conditions: conditions(when),
  metadata: {},
});
/** An instance with the setting `size`, once called `width`, and two rules. */
const STATE: State = {
  features: ['user', 'theme'],
  settings: [
    {
      setting: stored('size', { aliases: ['width'] }),
      rules: [ruleOf('size', 1, { user: 'ann' }, 10), ruleOf('size', 2, { user: 'bob' }, 20)],
    },
    { setting: stored('speed'), rules: [ruleOf('speed', 3, {}, 30)] },
  ],
};
const written = (rest: object = {}) => ({
  type: 'int',
  default_value: 1,
  configurable_features: ['user'],
  version: '1.1',
  ...rest,
});

function run<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

function planned(settings: object, rest: object = {}, options: Partial<PruneOptions> = {}): DocumentPlan {
  const document = run(readDocument({ format: 'heksher/v1', settings, ...rest } as JsonValue));
  const made = run(planDocument(toBase(STATE), document, { prune: false, pruneSettings: false, ...options }));
  planOperations(toBase(STATE), made.operations); // it can be carried out
  return made;
}

const opsOf = ({ operations }: DocumentPlan) => operations.map(({ operation }) => operation.op);

function faultsOf(step: () => unknown): string[] {
  try {
    step();
  } catch (error) {
    if (error instanceof DomainError)
      return error.faults.map(({ path = [], message }) => `${path.join('/')}: ${message}`);
    throw error;
  }
  return [];
}

describe('a setting of a document', () => {
  test('a new one begins at 1.0 and is raised to its version', () => {
    const { operations, summary } = planned({ color: written({ version: '2.3', aliases: ['colour'] }) });

    expect(operations.map(({ operation }) => operation)).toMatchObject([
      { op: 'setting.declare', declaration: { name: 'color', version: { major: 1, minor: 0 } } },
      { op: 'setting.declare', declaration: { name: 'color', version: { major: 2, minor: 3 } } },
      { op: 'alias.add', setting: 'color', alias: 'colour' },
    ]);
    expect(summary).toEqual({ created: 1, changed: 0, deleted: 0, unchanged: 0 });
  });

  test('a difference at an equal version is refused with the advice to raise it', () => {
    expect(faultsOf(() => planned({ size: written({ default_value: 2 }) }))).toEqual([
      'settings/size/version: size differs: default_value is 1 in the service. To change it, raise its version above 1.1',
    ]);
  });

  test('a difference that needs a major version is refused at a minor one', () => {
    const wider = written({ configurable_features: ['user', 'theme'], version: '1.2' });
    expect(faultsOf(() => planned({ size: wider }))).toEqual([
      'settings/size/version: size differs: configurable_features is ["user"] in the service. ' +
        'To change it, raise its major version above 1',
    ]);
  });

  test('a lower version leaves the attributes with a warning, but not the rules', () => {
    const older = written({ default_value: 9, version: '1.0', rules: [{ when: { user: 'ann' }, value: 11 }] });
    const plan = planned({ size: older });

    expect(opsOf(plan)).toEqual(['rule.set']);
    expect(plan.warnings).toEqual([
      'size has version 1.1 in the service and 1.0 in the document: its attributes stay as they are',
    ]);
  });

  test('a name that is an alias by now leads to its setting, with a warning', () => {
    const plan = planned({ width: written({ default_value: 2, version: '1.2' }) });

    expect(plan.operations).toMatchObject([
      { operation: { declaration: { name: 'size' } }, path: ['settings', 'width'] },
    ]);
    expect(plan.warnings).toEqual(['width is now called size']);
  });

  test('a new name with the old one among its aliases is a rename', () => {
    const plan = planned({ extent: written({ version: '1.2', aliases: ['size'] }) });

    expect(opsOf(plan)).toEqual(['setting.declare']);
    expect(plan.changes).toMatchObject([
      { setting: 'extent', attribute: 'name', before: 'size', after: 'extent' },
      { attribute: 'version', before: '1.1', after: '1.2' },
    ]);
  });

  test('two names of one setting are refused', () => {
    expect(faultsOf(() => planned({ size: written(), width: written() }))).toEqual([
      'settings/width: width and size are names of the same setting',
    ]);
  });

  test('an alias that another setting has is refused', () => {
    expect(faultsOf(() => planned({ size: written({ aliases: ['speed'] }) }))).not.toEqual([]);
  });

  test('another type is accepted if the rules that contradict it change with it', () => {
    const text = written({
      type: 'str',
      default_value: 'x',
      version: '2.0',
      rules: [
        { when: { user: 'ann' }, value: 'a' },
        { when: { user: 'bob' }, value: 'b' },
      ],
    });
    const plan = planned({ size: text });

    expect(opsOf(plan)).toEqual(['rule.delete', 'rule.delete', 'setting.declare', 'rule.set', 'rule.set']);
    expect(plan.summary).toEqual({ created: 0, changed: 3, deleted: 0, unchanged: 0 });
  });

  test('another type is refused if a rule that stays contradicts it', () => {
    const text = written({ type: 'str', default_value: 'x', version: '2.0' });
    expect(faultsOf(() => planned({ size: text }))).toEqual([
      'settings/size: size cannot be changed: setting type incompatible with values for rules: [1, 2]',
    ]);
  });
});

describe('the rules of a document', () => {
  const SCOPE = { scope: { prefixes: ['si'] } };

  test('rules are found by their conditions, and those that it lacks stay', () => {
    const plan = planned({
      size: written({
        rules: [
          { when: { user: 'ann' }, value: 11 },
          { when: {}, value: 3 },
        ],
      }),
    });

    expect(plan.changes).toMatchObject([
      { conditions: [{ feature: 'user', value: 'ann' }], before: 10, after: 11, subject: { ruleId: 1 } },
      { conditions: [], after: 3, subject: undefined },
    ]);
    expect(plan.summary).toEqual({ created: 1, changed: 1, deleted: 0, unchanged: 1 });
  });

  test('metadata that is left out stays, and empty metadata goes', () => {
    const rule = { when: { user: 'ann' }, value: 10 };
    expect(planned({ size: written({ rules: [rule] }) }).operations).toEqual([]);
    expect(planned({ size: written({ rules: [{ ...rule, metadata: { a: 1 } }] }) }).changes).toMatchObject([
      { attribute: 'metadata', before: {}, after: { a: 1 } },
    ]);
  });

  test('prune deletes the rules that it lacks, in its scope only', () => {
    const plan = planned({ size: written({ rules: [{ when: { user: 'ann' }, value: 10 }] }) }, SCOPE, { prune: true });

    expect(plan.operations.map(({ operation }) => operation)).toEqual([
      { op: 'rule.delete', target: { setting: 'size', conditions: [{ feature: 'user', value: 'bob' }] } },
    ]);
  });

  test('prune does not look at the rules of a setting that it has without rules', () => {
    expect(planned({ size: written() }, SCOPE, { prune: true }).operations).toEqual([]);
  });

  test('prune deletes the rules of a setting in the scope that it does not have, and the setting only if asked', () => {
    expect(opsOf(planned({}, SCOPE, { prune: true }))).toEqual(['rule.delete', 'rule.delete']);
    const whole = planned({}, SCOPE, { prune: true, pruneSettings: true });
    expect(opsOf(whole)).toEqual(['setting.delete']);
    expect(whole.summary.deleted).toBe(3);
  });

  test('prune without a scope is refused, and so is the pruning of settings alone', () => {
    expect(faultsOf(() => planned({}, {}, { prune: true }))).toEqual([
      'scope: prune needs a scope in the document, which says where to delete what the document lacks',
    ]);
    expect(() => planned({}, SCOPE, { pruneSettings: true })).toThrow('prune_settings needs prune');
  });
});

describe('the context features of a document', () => {
  test('missing ones are added and the others put in its order', () => {
    const plan = planned({}, { context_features: ['theme', 'region', 'user'] });

    expect(plan.changes).toMatchObject([{ before: ['user', 'theme'], after: ['theme', 'region', 'user'] }]);
    expect(plan.summary).toEqual({ created: 0, changed: 1, deleted: 0, unchanged: 0 });
  });

  test('one that it lacks keeps its place, with a warning', () => {
    const plan = planned({}, { context_features: ['theme'] });

    expect(plan.operations).toEqual([]);
    expect(plan.warnings).toEqual(['the context feature user is not in the document, and stays']);
  });
});
