import { describe, expect, test } from '@jest/globals';
import { ExactNumber, parseJson, type JsonValue } from '../json.js';
import { givenRule, givenSetting } from '../setting.arbitraries.js';
import type { Operation } from './operation.js';
import { conditions, faultsOf, logOf, plan, setRule, type State } from './planning.arbitraries.js';

const STATE: State = {
  features: ['account', 'user', 'theme'],
  settings: [
    {
      setting: givenSetting({ aliases: ['former'] }),
      rules: [
        givenRule(3, { user: 'jim' }, '20'),
        { ...givenRule(4, { user: 'ann', theme: 'dark' }, '30'), metadata: { by: 'ann' } },
      ],
    },
  ],
};

const JIM = { user: 'jim' };
const at = (setting: string, featureValues: Record<string, string>) => ({
  setting,
  conditions: conditions(featureValues),
});
const id = (value: number) => ({ id: { value, text: String(value) } });
const create = (featureValues: Record<string, string>, value: JsonValue): Operation => ({
  op: 'rule.create',
  rule: { ...at('size', featureValues), value },
});
const change = (ruleId: number, to: Partial<Extract<Operation, { op: 'rule.change' }>>): Operation => ({
  op: 'rule.change',
  target: id(ruleId),
  ...to,
});
const remove = (ruleId: number, ifExists = false): Operation => ({ op: 'rule.delete', target: id(ruleId), ifExists });

describe('rule.set', () => {
  test('a rule with new conditions is added, with its conditions in feature order', () => {
    const planned = plan(STATE, setRule('size', { theme: 'dark', user: 'jim' }, 5));

    expect(planned.results).toEqual([{ outcome: 'created', ruleId: -1 }]);
    expect(planned.effects.rules.added).toEqual([
      { id: -1, setting: 'size', value: 5, metadata: {}, conditions: conditions({ user: 'jim', theme: 'dark' }) },
    ]);
    expect(planned.newRules).toBe(1);
  });

  test('the rule with the same conditions, in any order, is changed, and keeps its metadata', () => {
    const planned = plan(STATE, setRule('size', { theme: 'dark', user: 'ann' }, 5));

    expect(planned.results).toEqual([{ outcome: 'changed', ruleId: 4 }]);
    expect(planned.effects.rules).toEqual({
      deleted: [],
      added: [],
      revalued: [{ id: 4, value: 5 }],
      moved: [],
      metadata: [],
    });
  });

  test('given metadata replaces the metadata of the rule', () => {
    const rule = { ...at('size', { user: 'ann', theme: 'dark' }), value: 30, metadata: { at: 0 } };

    const planned = plan(STATE, { op: 'rule.set', rule });

    expect(planned.effects.rules.metadata).toEqual([{ owner: 4, set: { at: 0 }, removed: ['by'] }]);
    expect(planned.effects.rules.revalued).toEqual([]);
  });

  test.each([20, parseJson('20.0'), parseJson('2e1')])('the equal value %p changes nothing', (value) => {
    const planned = plan(STATE, setRule('size', JIM, value));

    expect(planned.results).toEqual([{ outcome: 'unchanged', ruleId: 3 }]);
    expect(planned.isUnchanged).toBe(true);
    expect(planned.items).toEqual([]);
  });

  test('an alias names the setting', () => {
    const planned = plan(STATE, setRule('former', JIM, 5));

    expect(planned.effects.rules.revalued).toEqual([{ id: 3, value: 5 }]);
    expect(planned.items.map(({ settings }) => settings)).toEqual([['size']]);
  });

  test.each([
    ['int', '0'],
    ['bool', 'false'],
    ['str', '""'],
    ['Sequence<int>', '[]'],
    ['Mapping<int>', '{}'],
  ])('a rule of the type %s may have the value %s', (type, text) => {
    const setting = givenSetting({ type, defaultValue: text });
    const state = { ...STATE, settings: [{ setting, rules: [] }] };

    const planned = plan(state, setRule('size', JIM, parseJson(text)));

    expect(planned.effects.rules.added[0]?.value).toEqual(parseJson(text));
  });

  test('no conditions mean everyone, and setting that twice changes the one rule', () => {
    const planned = plan(STATE, setRule('size', {}, 1), setRule('size', {}, 2));

    expect(planned.results).toEqual([
      { outcome: 'created', ruleId: -1 },
      { outcome: 'changed', ruleId: -1 },
    ]);
    expect(planned.effects.rules.added).toMatchObject([{ conditions: [], value: 2 }]);
  });

  test('an integer beyond the exact doubles keeps its digits', () => {
    const planned = plan(STATE, setRule('size', JIM, parseJson('12345678901234567890.0')));

    expect(planned.effects.rules.revalued).toEqual([{ id: 3, value: new ExactNumber('12345678901234567890') }]);
  });

  test.each([
    ['an unknown setting', setRule('speed', JIM, 1), 'rule-of-unknown-setting', 'no setting is called speed', []],
    [
      'another feature',
      setRule('size', { account: 'a' }, 1),
      'unfit-rule',
      'setting size is not configurable by account',
      ['feature_values'],
    ],
    [
      'a value of another type',
      setRule('size', JIM, '1'),
      'unfit-rule',
      "the value is not of the setting's type int",
      ['value'],
    ],
  ])('%s is refused', (_, operation, kind, message, at) => {
    expect(faultsOf(STATE, operation)).toEqual([{ path: ['operations', 0, ...at], kind, message }]);
  });
});

describe('rule.create', () => {
  test('a rule with the conditions of another is refused, whoever has added that one', () => {
    expect(faultsOf(STATE, create(JIM, 1))).toMatchObject([
      { kind: 'conflict', message: 'rule 3 of setting size has the same conditions, user=jim' },
    ]);
    expect(faultsOf(STATE, create({}, 1), create({}, 1))).toMatchObject([
      { path: ['operations', 1], message: 'a rule of setting size has the same conditions, everyone' },
    ]);
  });

  test('metadata is stored as jsonb stores it', () => {
    const metadata = parseJson('{"long": 1e2, "a": 0}') as Record<string, JsonValue>;

    const planned = plan(STATE, { op: 'rule.create', rule: { ...at('size', { user: 'x' }), value: 1, metadata } });

    expect(Object.entries(planned.effects.rules.metadata[0]?.set ?? {})).toEqual([
      ['a', 0],
      ['long', 100],
    ]);
  });
});

describe('rule.change', () => {
  test('what is not named stays', () => {
    const value = plan(STATE, change(4, { value: 0 }));
    const metadata = plan(STATE, change(4, { metadata: { replace: {} } }));
    const place = plan(STATE, change(4, { conditions: conditions({ theme: 'light' }) }));

    expect(logOf(value)).toEqual([expect.stringContaining('rule.value_changed 4')]);
    expect(value.effects.rules).toMatchObject({ revalued: [{ id: 4, value: 0 }], moved: [], metadata: [] });
    expect(logOf(metadata)).toEqual([expect.stringContaining('rule.metadata_changed 4')]);
    expect(metadata.effects.rules).toMatchObject({ revalued: [], moved: [], metadata: [{ removed: ['by'] }] });
    expect(logOf(place)).toEqual([expect.stringContaining('rule.moved 4')]);
    expect(place.effects.rules).toMatchObject({ revalued: [], moved: [{ id: 4 }], metadata: [] });
  });

  test('several attributes are one entry of the log', () => {
    const planned = plan(STATE, change(3, { value: 1, metadata: { set: { a: 1 } } }));

    expect(planned.items).toMatchObject([{ action: 'rule.changed', ruleId: 3 }]);
  });

  test('a rule is found by its conditions, under an alias', () => {
    const planned = plan(STATE, { op: 'rule.change', target: at('former', JIM), value: 1 });

    expect(planned.results).toEqual([{ outcome: 'changed', ruleId: 3 }]);
  });

  test('a rule that stays where it is, or gets the value that it has, is unchanged', () => {
    const planned = plan(STATE, change(3, { conditions: conditions(JIM), value: 20 }), change(3, {}));

    expect(planned.results.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
    expect(planned.isUnchanged).toBe(true);
  });

  test('two rules swap their conditions by way of a third place', () => {
    const [jim, ann, nobody] = [JIM, { user: 'ann', theme: 'dark' }, { user: 'nobody' }].map(conditions);

    const planned = plan(
      STATE,
      change(3, { conditions: nobody }),
      change(4, { conditions: jim }),
      change(3, { conditions: ann }),
    );

    expect(planned.effects.rules.moved).toEqual([
      { id: 3, conditions: ann },
      { id: 4, conditions: jim },
    ]);
  });

  test.each([
    ['of an unknown id', change(9, { value: 1 }), 'not-found', 'no rule has the id 9', []],
    [
      'at conditions that no rule has',
      { op: 'rule.change', target: at('former', { user: 'x' }), value: 1 } as Operation,
      'not-found',
      'setting size has no rule for user=x',
      [],
    ],
    [
      'of an unknown setting',
      { op: 'rule.change', target: at('speed', JIM), value: 1 } as Operation,
      'not-found',
      'no setting is called "speed"',
      [],
    ],
    [
      'to taken conditions',
      change(4, { conditions: conditions(JIM) }),
      'conflict',
      'rule 3 of setting size has the same conditions, user=jim',
      [],
    ],
    [
      'to a value of another type',
      change(4, { value: true }),
      'unfit-rule',
      "the value is not of the setting's type int",
      ['value'],
    ],
    [
      'to a feature that the setting has not',
      change(4, { conditions: conditions({ account: 'x' }) }),
      'unfit-rule',
      'setting size is not configurable by account',
      ['new_feature_values'],
    ],
  ])('a change %s is refused', (_, operation, kind, message, at) => {
    expect(faultsOf(STATE, operation)).toEqual([{ path: ['operations', 0, ...at], kind, message }]);
  });
});

describe('rule.delete', () => {
  test('a rule is deleted by its id or by its conditions', () => {
    const planned = plan(STATE, remove(3), {
      op: 'rule.delete',
      target: at('former', { theme: 'dark', user: 'ann' }),
    });

    expect(planned.results).toEqual([
      { outcome: 'deleted', ruleId: 3 },
      { outcome: 'deleted', ruleId: 4 },
    ]);
    expect(planned.effects.rules.deleted).toEqual([3, 4]);
  });

  test('a rule that need not exist may be missing, with its setting', () => {
    const planned = plan(
      STATE,
      remove(9, true),
      { op: 'rule.delete', target: at('size', { user: 'x' }), ifExists: true },
      { op: 'rule.delete', target: at('speed', JIM), ifExists: true },
      remove(3, true),
      remove(3, true),
    );

    expect(planned.results.map(({ outcome }) => outcome)).toEqual([
      'unchanged',
      'unchanged',
      'unchanged',
      'deleted',
      'unchanged',
    ]);
  });

  test('a rule can be deleted only once', () => {
    expect(faultsOf(STATE, remove(3), remove(3))).toEqual([
      { path: ['operations', 1], kind: 'not-found', message: 'no rule has the id 3' },
    ]);
  });
});

describe('rules, one operation after another', () => {
  test('a moved or deleted rule frees its conditions', () => {
    const planned = plan(
      STATE,
      change(3, { conditions: conditions({ user: 'x' }) }),
      create(JIM, 1),
      remove(4),
      create({ user: 'ann', theme: 'dark' }, 2),
    );

    expect(planned.results.map(({ outcome }) => outcome)).toEqual(['changed', 'created', 'deleted', 'created']);
    expect(planned.effects.rules).toMatchObject({
      deleted: [4],
      moved: [{ id: 3 }],
      added: [{ id: -1 }, { id: -2 }],
    });
  });

  test('a rule that is added and deleted leaves no effects', () => {
    const planned = plan(STATE, create({}, 1), { op: 'rule.delete', target: at('size', {}) });

    expect(planned.results).toEqual([
      { outcome: 'created', ruleId: -1 },
      { outcome: 'deleted', ruleId: -1 },
    ]);
    expect(planned.isUnchanged).toBe(true);
    expect(planned.items).toHaveLength(2);
  });

  test('a rule that is changed and changed back leaves no effects', () => {
    const planned = plan(
      STATE,
      change(4, { value: 1, metadata: { set: { x: 1 } }, conditions: conditions({ user: 'x' }) }),
      change(4, { value: 30, metadata: { remove: 'x' }, conditions: conditions({ user: 'ann', theme: 'dark' }) }),
    );

    expect(planned.isUnchanged).toBe(true);
  });

  test('the rules of a deleted setting are gone', () => {
    const deletion: Operation = { op: 'setting.delete', setting: 'size' };

    expect(faultsOf(STATE, deletion, change(3, { value: 1 }), setRule('former', JIM, 1))).toMatchObject([
      { path: ['operations', 1], kind: 'not-found' },
      { path: ['operations', 2], kind: 'rule-of-unknown-setting' },
    ]);
  });
});
