import { describe, expect, test } from '@jest/globals';
import { DomainError } from '../errors.js';
import { givenDeclaration, givenRule, givenSetting } from '../setting.arbitraries.js';
import type { Subject } from './judging.js';
import { touchedBy, type Operation } from './operation.js';
import { isNothing, isOnRulesOnly } from './effects.js';
import { RefusedOperations, planOperation, planOperations } from './plan.js';
import { conditions, faultsOf, plan, setRule, toBase, type State } from './planning.arbitraries.js';

const STATE: State = {
  features: ['account', 'user', 'theme'],
  settings: [{ setting: givenSetting({ aliases: ['former'] }), rules: [givenRule(3, { user: 'jim' }, '20')] }],
};
const JIM = conditions({ user: 'jim' });
const DELETE: Operation = { op: 'rule.delete', target: { setting: 'size', conditions: JIM } };

describe('a set of operations', () => {
  test('every faulty operation is reported, in order, with its place', () => {
    const faults = faultsOf(
      STATE,
      setRule('size', { user: 'ann' }, 1),
      setRule('size', { user: 'ann' }, 'x'),
      setRule('speed', { user: 'ann' }, 1),
      setRule('size', { account: 'x' }, 1),
    );

    expect(faults).toMatchObject([
      { path: ['operations', 1, 'value'], kind: 'unfit-rule' },
      { path: ['operations', 2], kind: 'rule-of-unknown-setting' },
      { path: ['operations', 3, 'feature_values'], kind: 'unfit-rule' },
    ]);
  });

  test('the refusal has the kind and the message of the first fault', () => {
    const operations = [DELETE, DELETE, setRule('speed', {}, 1)].map((operation) => ({ operation }));

    expect(() => planOperations(toBase(STATE), operations)).toThrow(
      expect.objectContaining({
        kind: 'not-found',
        message: 'operation 1: setting size has no rule for user=jim',
        refusals: [expect.objectContaining({ n: 1 }), expect.objectContaining({ n: 2 })],
      }),
    );
    expect(() => planOperations(toBase(STATE), operations)).toThrow(RefusedOperations);
  });

  test('100 faults are reported at most', () => {
    const faults = faultsOf(STATE, ...Array.from({ length: 150 }, () => setRule('speed', {}, 1)));

    expect(faults).toHaveLength(100);
    expect(faults.at(-1)).toMatchObject({ path: ['operations', 99] });
  });

  test('no operations change nothing', () => {
    expect(plan(STATE)).toMatchObject({ isUnchanged: true, results: [], items: [], warnings: [], newRules: 0 });
  });

  test('entries of the log have the number of their operation', () => {
    const planned = plan(STATE, DELETE, setRule('size', { user: 'jim' }, 1), setRule('size', {}, 1));

    expect(planned.items.map(({ n }) => n)).toEqual([0, 1, 2]);
  });

  test('what is no refusal is thrown as it is', () => {
    const check = () => {
      throw new TypeError('a defect');
    };

    expect(() => planOperations(toBase(STATE), [{ operation: DELETE, check }])).toThrow(TypeError);
  });

  test('effects know whether they are on rules alone, and whether there are any', () => {
    const { effects: none } = plan(STATE);
    const { effects: ofRules } = plan(STATE, DELETE);
    const { effects: ofNames } = plan(STATE, { op: 'alias.add', setting: 'size', alias: 'x' });
    const { effects: ofFeatures } = plan(STATE, { op: 'context_feature.add', feature: 'x' });
    const all = [none, ofRules, ofNames, ofFeatures];

    expect(all.map(isNothing)).toEqual([true, false, false, false]);
    expect(all.map(isOnRulesOnly)).toEqual([true, true, false, false]);
  });
});

describe('preconditions', () => {
  const failed = new DomainError('precondition-failed', 'not as it was');
  const fail = () => {
    throw failed;
  };
  const run = (operation: Operation, isRepeatable = false) =>
    planOperation(toBase(STATE), { operation, check: fail, isRepeatable });

  test.each<[string, Operation]>([
    ['a value of another type', setRule('size', {}, 'x')],
    ['conditions that are taken', { op: 'rule.create', rule: { setting: 'size', conditions: JIM, value: 1 } }],
    ['a rejected declaration', { op: 'setting.change', setting: 'size', changes: { defaultValue: 'x' } }],
    ['a feature that is there', { op: 'context_feature.add', feature: 'user' }],
    ['a feature in use', { op: 'context_feature.delete', feature: 'user' }],
  ])('a failed precondition comes before %s', (_, operation) => {
    expect(() => run(operation)).toThrow(failed);
    expect(() => run(operation, true)).toThrow(failed);
  });

  test.each<[string, Operation]>([
    ['rule', { op: 'rule.delete', target: { id: { value: 9, text: '9' } } }],
    ['setting', { op: 'setting.delete', setting: 'nobody' }],
    ['alias', { op: 'alias.delete', setting: 'size', alias: 'nobody' }],
    ['feature', { op: 'context_feature.delete', feature: 'nobody' }],
    ['setting of a new rule', setRule('nobody', {}, 1)],
  ])('a missing %s comes before a failed precondition', (_, operation) => {
    expect(() => run(operation)).not.toThrow(failed);
    expect(() => run(operation, true)).not.toThrow(failed);
    expect(() => run(operation)).toThrow(DomainError);
  });

  test('a repeatable operation that changes nothing succeeds with a failed precondition', () => {
    const same: Operation = { op: 'rule.change', target: { id: { value: 3, text: '3' } }, value: 20 };

    expect(run(same, true)).toMatchObject({ isUnchanged: true, results: [{ outcome: 'unchanged' }] });
    expect(() => run(same)).toThrow(failed);
    expect(() => run({ ...same, value: 21 }, true)).toThrow(failed);
  });

  test('a change of type that its values forbid is refused for its failed precondition', () => {
    const to = { type: { kind: 'bool' }, version: { major: 2, minor: 0 } } as const;

    expect(() => run({ op: 'setting.set_type', setting: 'size', ...to }, true)).toThrow(failed);
    expect(
      planOperation(toBase(STATE), { operation: { op: 'setting.set_type', setting: 'size', ...to } }),
    ).toMatchObject({
      isUnchanged: true,
      results: [{ typeConflicts: { conflicts: [expect.any(String), expect.any(String)] } }],
    });
  });

  test('preconditions see the subject as it was before the set', () => {
    const seen: Subject[] = [];
    const check = (subject: Subject) => void seen.push(subject);
    const operations: Operation[] = [
      setRule('size', {}, 1),
      { op: 'setting.rename', setting: 'size', name: 'width', version: { major: 1, minor: 6 } },
      { op: 'rule.change', target: { setting: 'width', conditions: JIM }, value: 1 },
      { op: 'context_feature.move', feature: 'user', place: { before: 'account' } },
      { op: 'context_feature.add', feature: 'x' },
    ];

    planOperations(
      toBase(STATE),
      operations.map((operation) => ({ operation, check })),
    );

    expect(seen).toMatchObject([
      { kind: 'rules', setting: { setting: { name: 'size' } } },
      { kind: 'setting', setting: { setting: { name: 'size' } } },
      { kind: 'rule', setting: { setting: { name: 'size' } }, ruleId: 3 },
      { kind: 'features', features: STATE.features },
      { kind: 'features', features: STATE.features },
    ]);
  });
});

describe('what operations touch', () => {
  const version = { major: 1, minor: 6 };
  const id = { id: { value: 3, text: '3' } };

  test.each<[Operation, { names?: string[]; ruleIds?: number[]; everySetting?: boolean }]>([
    [setRule('a', {}, 1), { names: ['a'] }],
    [{ op: 'rule.create', rule: { setting: 'a', conditions: [], value: 1 } }, { names: ['a'] }],
    [{ op: 'rule.change', target: id }, { ruleIds: [3] }],
    [{ op: 'rule.delete', target: id }, { ruleIds: [3] }],
    [{ op: 'rule.delete', target: { setting: 'a', conditions: [] } }, { names: ['a'] }],
    [{ op: 'setting.change', setting: 'a', changes: {} }, { names: ['a'] }],
    [{ op: 'setting.change', setting: 'a', changes: { name: 'b' } }, { names: ['a', 'b'] }],
    [{ op: 'setting.rename', setting: 'a', name: 'b', version }, { names: ['a', 'b'] }],
    [{ op: 'setting.delete', setting: 'a' }, { names: ['a'] }],
    [{ op: 'setting.declare', declaration: givenDeclaration({ name: 'a' }) }, { names: ['a'] }],
    [{ op: 'setting.declare', declaration: givenDeclaration({ name: 'a', alias: 'b' }) }, { names: ['a', 'b'] }],
    [{ op: 'alias.add', setting: 'a', alias: 'b' }, { names: ['a', 'b'] }],
    [{ op: 'alias.delete', setting: 'a', alias: 'b' }, { names: ['a', 'b'] }],
    [{ op: 'context_feature.add', feature: 'x' }, {}],
    [{ op: 'context_feature.move', feature: 'x', place: { after: 'y' } }, {}],
    [{ op: 'context_feature.delete', feature: 'x' }, { everySetting: true }],
  ])('%j', (operation, { names = [], ruleIds = [], everySetting = false }) => {
    expect(touchedBy([operation])).toEqual({ names, ruleIds, everySetting });
  });

  test('each name and id is there once', () => {
    const touched = touchedBy([setRule('a', {}, 1), setRule('a', {}, 2), setRule('b', {}, 1)]);

    expect(touched.names).toEqual(['a', 'b']);
  });
});
