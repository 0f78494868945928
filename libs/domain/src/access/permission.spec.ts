import { describe, expect, test } from '@jest/globals';
import { DomainError } from '../errors.js';
import type { Base } from '../planning/base.js';
import type { Item } from '../planning/item.js';
import type { Operation } from '../planning/operation.js';
import { assertItemsPermitted, assertPermitted, assertUnlimited, roleFor } from './permission.js';
import type { Principal } from './principal.js';
import type { Role } from './role.js';

const principal = (role: Role, ...prefixes: string[]): Principal => ({
  kind: 'token',
  name: 'deploy',
  role,
  prefixes,
  actor: 'token:deploy',
});

/** A state in which the aliases `web.size` and rule 1 lead to the setting `shop.size`. */
const BASE = {
  find: (name: string) =>
    name === 'web.size' || name === 'shop.size' ? { setting: { name: 'shop.size' } } : undefined,
  findByRule: (id: number) => (id === 1 ? { setting: { name: 'shop.size' } } : undefined),
} as unknown as Base;

const set = (setting: string): Operation => ({ op: 'rule.set', rule: { setting, conditions: [], value: 1 } });
const remove = (value: number): Operation =>
  ({ op: 'rule.delete', target: { id: { value, text: String(value) } } }) as Operation;
const rename = (setting: string, name: string): Operation =>
  ({ op: 'setting.rename', setting, name, version: { major: 1, minor: 1 } }) as Operation;
const addFeature: Operation = { op: 'context_feature.add', feature: 'user' };

const whyNot = (act: () => void): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'forbidden') return error.message;
    throw error;
  }
};

test.each<[Operation['op'], Role]>([
  ['setting.declare', 'service'],
  ['rule.set', 'editor'],
  ['rule.create', 'editor'],
  ['rule.change', 'editor'],
  ['rule.delete', 'editor'],
  ['setting.change', 'admin'],
  ['setting.delete', 'admin'],
  ['setting.rename', 'admin'],
  ['alias.delete', 'admin'],
  ['context_feature.move', 'admin'],
])('%s needs the role %s', (op, role) => {
  expect(roleFor({ op } as Operation)).toBe(role);
});

test('a role that is too small is named beside the one that is needed', () => {
  expect(whyNot(() => assertPermitted(principal('service'), set('a'), BASE))).toBe(
    'this needs the role editor; deploy has the role service',
  );
});

describe('a principal with the prefix web.', () => {
  const web = principal('admin', 'web.');
  const ONLY = 'deploy may write only settings whose names begin with web.';

  test.each<[string, Operation, string | undefined]>([
    ['a new name inside', set('web.new'), undefined],
    ['a name outside', set('shop.new'), `${ONLY}, not shop.new`],
    ['an alias inside of a setting outside', set('web.size'), `${ONLY}, not shop.size`],
    ['a rule of a setting outside, by its id', remove(1), `${ONLY}, not shop.size`],
    ['a rule that does not exist', remove(2), undefined],
    ['a new name outside for a setting inside', rename('web.new', 'shop.new'), `${ONLY}, not shop.new`],
    ['a new name inside for a setting outside', rename('shop.size', 'web.new'), `${ONLY}, not shop.size`],
    ['two names inside', rename('web.new', 'web.newer'), undefined],
    ['the list of context features', addFeature, `${ONLY}, and this may change any setting`],
  ])('is judged by %s', (_, operation, why) => {
    expect(whyNot(() => assertPermitted(web, operation, BASE))).toBe(why);
  });

  test('is judged by the given names alone before a state is known', () => {
    expect(whyNot(() => assertPermitted(web, set('web.size')))).toBeUndefined();
    expect(whyNot(() => assertPermitted(web, set('shop.size')))).toBe(`${ONLY}, not shop.size`);
  });

  test.each<[string, Partial<Item>, string | undefined]>([
    ['a rule inside', { action: 'rule.created', settings: ['web.size'] }, undefined],
    ['a rule outside', { action: 'rule.created', settings: ['shop.size'] }, `${ONLY}, not shop.size`],
    ['any setting', { action: 'setting.changed', settings: null }, `${ONLY}, and this may change any setting`],
    ['features', { action: 'context_feature.added', settings: [] }, `${ONLY}, and this may change any setting`],
  ])('is judged by an entry for %s', (_, item, why) => {
    expect(whyNot(() => assertItemsPermitted(web, [{ n: 0, ...item } as Item]))).toBe(why);
  });

  test('may not do what reaches every setting', () => {
    expect(whyNot(() => assertUnlimited(web))).toBe(`${ONLY}, and this may change any setting`);
    expect(whyNot(() => assertUnlimited(principal('admin')))).toBeUndefined();
  });
});

test('an editor takes back changes of rules, and an administrator those of settings', () => {
  const ofRule = { n: 0, action: 'rule.deleted', settings: ['a'] } as Item;
  const ofSetting = { n: 0, action: 'setting.deleted', settings: ['a'] } as Item;

  expect(whyNot(() => assertItemsPermitted(principal('editor'), [ofRule]))).toBeUndefined();
  expect(whyNot(() => assertItemsPermitted(principal('editor'), [ofRule, ofSetting]))).toContain('the role admin');
  expect(whyNot(() => assertItemsPermitted(principal('admin'), [ofRule, ofSetting]))).toBeUndefined();
});
