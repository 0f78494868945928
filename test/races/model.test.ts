import { expect, test } from '@jest/globals';
import { perform } from './model.js';
import type { DeclaredSetting, Mutation, Read } from './operations.js';
import { EMPTY, type State } from './state.js';

const declared: DeclaredSetting = {
  name: 'size',
  configurable_features: ['user', 'theme'],
  type: 'int',
  default_value: 0,
  metadata: {},
  version: '1.0',
};
const setting: Mutation[] = [
  { kind: 'add feature', feature: 'user' },
  { kind: 'add feature', feature: 'theme' },
  { kind: 'declare', declared },
];
const rule = (conditions: Record<string, string>, value: number): Mutation => {
  return { kind: 'add rule', setting: 'size', conditions, value, metadata: {} };
};
const rules = [rule({ user: 'x' }, 1), rule({ theme: 'x' }, 2), rule({ theme: 'x', user: 'x' }, 3)];

/** The state after these operations, each of which changes something; rules have the ids 1, 2 and so on. */
function after(...operations: Mutation[]): State {
  return operations.reduce((state, operation) => {
    const { state: next, change } = perform(state, operation, state.rules.length + 1);
    expect(change).toBeDefined();
    return next;
  }, EMPTY);
}

const answer = (state: State, operation: Mutation | Read) => perform(state, operation).answer;
const evaluated = (state: State, context: Record<string, string>) => {
  const { body } = answer(state, { kind: 'evaluate', settings: ['size'], context });
  return (body as { settings: { size: { value: unknown } } }).settings.size.value;
};

test('among matching rules the one with the latest feature wins, then the one with the next-latest', () => {
  const state = after(...setting, ...rules);

  expect(evaluated(state, {})).toBe(0);
  expect(evaluated(state, { user: 'x' })).toBe(1);
  expect(evaluated(state, { theme: 'x', user: 'y' })).toBe(2);
  expect(evaluated(state, { theme: 'x', user: 'x' })).toBe(3);
});

test('moving a feature changes which rule wins, and the order of conditions', () => {
  const [user, theme] = rules as [Mutation, Mutation];
  const state = after(...setting, user, theme, rules[2] as Mutation, {
    kind: 'move feature',
    feature: 'user',
    place: { after: 'theme' },
  });

  expect(state.rules[2]?.conditions.map(({ feature }) => feature)).toEqual(['theme', 'user']);
  expect(evaluated({ ...state, rules: state.rules.slice(0, 2) }, { theme: 'x', user: 'x' })).toBe(1);
});

test('a query answers the rules of which every condition is allowed', () => {
  const state = after(...setting, ...rules);

  const ids = (filters: string) => {
    const { body } = answer(state, { kind: 'query', filters, isWithMetadata: false });
    return (body as { settings: { size: { rules: { rule_id: number }[] } } }).settings.size.rules.map((r) => r.rule_id);
  };

  expect(ids('*')).toEqual([1, 2, 3]);
  expect(ids('user:*')).toEqual([1]);
  expect(ids('user:(x,y),theme:(x)')).toEqual([1, 2, 3]);
  expect(ids('user:(y),theme:*')).toEqual([2]);
});

test('a renamed setting keeps its rules and is found by its old name', () => {
  const state = after(...setting, ...rules, { kind: 'rename', setting: 'size', name: 'length', version: '1.1' });

  expect(state.rules.map((one) => one.setting)).toEqual(['length', 'length', 'length']);
  expect(answer(state, { kind: 'get setting', setting: 'size' }).body).toMatchObject({
    name: 'length',
    aliases: ['size'],
    version: '1.1',
  });
  expect(answer(state, { kind: 'search rule', setting: 'size', conditions: { theme: 'x' } }).body).toEqual({
    rule_id: 2,
  });
});

test('the model judges a declaration as the service does', () => {
  const state = after(...setting);
  const declare = (more: Partial<DeclaredSetting>) =>
    answer(state, { kind: 'declare', declared: { ...declared, ...more } });

  expect(declare({}).body).toMatchObject({ outcome: 'uptodate' });
  expect(declare({ default_value: 1 })).toMatchObject({ status: 409, body: { outcome: 'mismatch' } });
  expect(declare({ type: 'float', version: '1.1' })).toMatchObject({ status: 409, body: { outcome: 'rejected' } });
  expect(declare({ type: 'float', version: '2.0' })).toMatchObject({ status: 200, body: { outcome: 'upgraded' } });
  expect(declare({ name: 'new', version: '1.1' })).toEqual({ status: 400 });
  expect(declare({ name: 'new', configurable_features: ['plan'] })).toEqual({ status: 404 });
});

test.each<[Mutation, number]>([
  [{ kind: 'add feature', feature: 'user' }, 409],
  [{ kind: 'delete feature', feature: 'user' }, 409],
  [{ kind: 'delete feature', feature: 'plan' }, 404],
  [rule({ user: 'x' }, 7), 409],
  [rule({ plan: 'x' }, 7), 400],
  [{ kind: 'add rule', setting: 'other', conditions: { user: 'x' }, value: 7, metadata: {} }, 422],
  [{ kind: 'change value', rule: 1, value: 1.5 }, 400],
  [{ kind: 'delete rule', rule: 9 }, 404],
  [{ kind: 'change type', setting: 'size', type: 'str', version: '2.0' }, 409],
  [{ kind: 'configure', setting: 'size', features: ['theme'], version: '2.0' }, 409],
  [{ kind: 'edit setting metadata', setting: 'size', edit: { kind: 'clear' }, version: '1.0' }, 409],
])('%j is refused and changes nothing', (operation, status) => {
  const state = after(...setting, ...rules);

  const effect = perform(state, operation);

  expect(effect.answer.status).toBe(status);
  expect(effect.state).toBe(state);
});

test('a deleted setting goes with its rules', () => {
  const state = after(...setting, ...rules, { kind: 'delete setting', setting: 'size' });

  expect(state.settings).toEqual([]);
  expect(state.rules).toEqual([]);
});
