import { expect, test } from '@jest/globals';
import { changesRulesOnly, mayAddAlias, mayChangeNames, type ChangeSubject } from './action.js';

const REACHES = {
  rules: { changesRulesOnly: true, mayChangeNames: false, mayAddAlias: false },
  attributes: { changesRulesOnly: false, mayChangeNames: false, mayAddAlias: false },
  names: { changesRulesOnly: false, mayChangeNames: true, mayAddAlias: false },
  aliases: { changesRulesOnly: false, mayChangeNames: true, mayAddAlias: true },
};
const judged = (change: ChangeSubject) => ({
  changesRulesOnly: changesRulesOnly(change),
  mayChangeNames: mayChangeNames(change),
  mayAddAlias: mayAddAlias(change),
});

test.each([
  { action: 'rule.created', settings: ['a'], reach: 'rules' },
  { action: 'rule.value_changed', settings: ['a'], reach: 'rules' },
  { action: 'rule.metadata_changed', settings: ['a'], reach: 'rules' },
  { action: 'rule.deleted', settings: ['a'], reach: 'rules' },
  { action: 'setting.metadata_changed', settings: ['a'], reach: 'attributes' },
  { action: 'setting.configurable_features_changed', settings: ['a'], reach: 'attributes' },
  { action: 'setting.type_changed', settings: ['a'], reach: 'attributes' },
  { action: 'setting.version_raised', settings: ['a'], reach: 'attributes' },
  { action: 'context_feature.moved', settings: ['a'], reach: 'attributes' },
  { action: 'setting.created', settings: ['a'], reach: 'names' },
  { action: 'setting.deleted', settings: ['a'], reach: 'names' },
  { action: 'setting.renamed', settings: ['a', 'b'], reach: 'names' },
  { action: 'setting.upgraded', settings: ['a', 'b'], reach: 'names' },
  { action: 'setting.alias_removed', settings: ['a'], reach: 'names' },
  { action: 'setting.alias_added', settings: ['a'], reach: 'aliases' },
  { action: 'external', settings: ['a'], reach: 'aliases' },
] as const)('the action $action reaches $reach', ({ reach, ...change }) => {
  expect(judged(change)).toEqual(REACHES[reach]);
});

test.each([
  { action: 'schema.repaired', settings: [] },
  { action: 'rule.deleted', settings: null },
  { action: 'rule.unknown_to_this_version', settings: ['a'] },
  { action: 'constructor', settings: ['a'] },
])('the action $action of $settings may have changed anything', (change) => {
  expect(judged(change)).toEqual(REACHES.aliases);
});
