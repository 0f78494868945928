import { describe, expect, test } from '@jest/globals';
import { givenDeclaration, givenRule, givenSetting } from '../setting.arbitraries.js';
import type { Operation } from './operation.js';
import { faultsOf, plan, setRule, type State } from './planning.arbitraries.js';

const STATE: State = {
  features: ['account', 'user', 'theme'],
  settings: [{ setting: givenSetting({ aliases: ['former'] }), rules: [givenRule(3, { user: 'jim' }, '20')] }],
};

const add = (feature: string): Operation => ({ op: 'context_feature.add', feature });
const remove = (feature: string): Operation => ({ op: 'context_feature.delete', feature });
const move = (feature: string, after: string): Operation => ({
  op: 'context_feature.move',
  feature,
  place: { after },
});

describe('context features', () => {
  test('a new feature is the last, and settings of the same set may use it', () => {
    const declaration = givenDeclaration({ name: 'fresh', configurableFeatures: ['trust', 'user'], version: '1.0' });

    const planned = plan(
      STATE,
      add('trust'),
      { op: 'setting.declare', declaration },
      setRule('fresh', { trust: '1' }, 1),
    );

    expect(planned.effects.features).toEqual(['account', 'user', 'theme', 'trust']);
    expect(planned.effects.settings.added).toMatchObject([{ configurableFeatures: ['user', 'trust'] }]);
    expect(planned.items[0]).toEqual({
      n: 0,
      action: 'context_feature.added',
      settings: null,
      before: { features: ['account', 'user', 'theme'] },
      after: { features: ['account', 'user', 'theme', 'trust'] },
    });
  });

  test('a feature moves, one after another', () => {
    const planned = plan(STATE, move('account', 'theme'), {
      ...move('theme', ''),
      place: { before: 'user' },
    } as Operation);

    expect(planned.effects.features).toEqual(['theme', 'user', 'account']);
    expect(planned.results).toEqual([{ outcome: 'changed' }, { outcome: 'changed' }]);
  });

  test('a feature that moves to where it is, or there and back, changes nothing', () => {
    const stays = plan(STATE, move('user', 'account'), move('user', 'user'));
    const back = plan(STATE, move('user', 'theme'), move('theme', 'user'));

    expect(stays.results).toEqual([{ outcome: 'unchanged' }, { outcome: 'unchanged' }]);
    expect(stays.items).toEqual([]);
    expect([stays.isUnchanged, back.isUnchanged]).toEqual([true, true]);
  });

  test('a setting that is changed while features are elsewhere keeps its features', () => {
    const planned = plan(
      STATE,
      move('user', 'theme'),
      { op: 'setting.change', setting: 'size', changes: { defaultValue: 0 } },
      move('theme', 'user'),
    );

    expect(planned.effects.features).toBeUndefined();
    expect(planned.effects.settings.configurable).toEqual([]);
  });

  test('a feature that no setting is configurable by can be deleted, and added again at the end', () => {
    const planned = plan(STATE, remove('account'), add('account'));

    expect(planned.results).toEqual([{ outcome: 'deleted' }, { outcome: 'created' }]);
    expect(planned.effects.features).toEqual(['user', 'theme', 'account']);
  });

  test('a feature can be deleted once the set has freed it', () => {
    const planned = plan(STATE, { op: 'setting.delete', setting: 'former' }, remove('user'));

    expect(planned.effects.features).toEqual(['account', 'theme']);
  });

  test('a feature can not be deleted once the set has made a setting configurable by it', () => {
    const declaration = givenDeclaration({ name: 'fresh', configurableFeatures: ['account'], version: '1.0' });

    expect(faultsOf(STATE, { op: 'setting.declare', declaration }, remove('account'))).toMatchObject([
      { path: ['operations', 1], kind: 'conflict' },
    ]);
  });

  test.each<[string, Operation, string, string]>([
    ['adding what is there', add('user'), 'conflict', 'the context feature user exists already'],
    ['moving what is not there', move('x', 'user'), 'not-found', 'no context feature "x"'],
    ['moving after what is not there', move('user', 'x'), 'not-found', 'no context feature "x"'],
    ['deleting what is not there', remove('x'), 'not-found', 'no context feature "x"'],
    [
      'deleting what a setting is configurable by',
      remove('user'),
      'conflict',
      "context feature can't be deleted, there is at least one setting configured by it",
    ],
  ])('%s is refused', (_, operation, kind, message) => {
    expect(faultsOf(STATE, operation)).toEqual([{ path: ['operations', 0], kind, message }]);
  });
});
