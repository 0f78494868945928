import { describe, expect, test } from '@jest/globals';
import {
  changesAfter,
  changesRulesOnly,
  concerns,
  judgeStart,
  leadOnFrom,
  mayAddAlias,
  mayRename,
} from './change-stream.js';

/** A log whose states are a, b, c …; the first change leads from `-` to `a` and has the sequence number 1. */
const log = [...'abcde'].map((id, at) => ({
  seq: String(at + 1),
  id,
  parent: at === 0 ? '-' : 'abcde'.charAt(at - 1),
}));

test.each([
  [undefined, 'head'],
  [7n, 'head'],
  [6n, 'history'],
  [0n, 'history'],
  [8n, 'reset'],
  ['unknown', 'reset'],
] as const)('who stopped at %s goes on in a log that is at 7 with: %s', (stopped, start) => {
  expect(judgeStart(stopped, 7n)).toBe(start);
});

describe('changes lead on', () => {
  test('from the state that the first of them began from', () => {
    expect(leadOnFrom('-', log)).toBe(true);
    expect(leadOnFrom('b', log.slice(2))).toBe(true);
    expect(leadOnFrom('a', log.slice(2))).toBe(false);
  });

  test('only without a gap', () => {
    expect(leadOnFrom('-', [...log.slice(0, 2), ...log.slice(3)])).toBe(false);
    expect(leadOnFrom('-', [])).toBe(false);
  });
});

describe('the changes after a sequence number', () => {
  test.each([
    [0n, 'abcde'],
    [1n, 'bcde'],
    [4n, 'e'],
  ])('%s are those that follow it in the log', (since, ids) => {
    expect(
      changesAfter(since, log)
        ?.map(({ id }) => id)
        .join(''),
    ).toBe(ids);
  });

  test('are unknown where the log begins later', () => {
    expect(changesAfter(0n, log.slice(1))).toBeUndefined();
    expect(changesAfter(2n, log.slice(2))).toBeUndefined();
    expect(changesAfter(3n, [])).toBeUndefined();
  });

  test('are unknown where the log ends there, or a chain begins anew after it', () => {
    const anew = log.map((change) => (change.id === 'd' ? { ...change, parent: 'x' } : change));

    expect(changesAfter(5n, log)).toBeUndefined();
    expect(changesAfter(2n, anew)).toBeUndefined();
    expect(changesAfter(3n, anew)).toBeUndefined();
    expect(changesAfter(4n, anew)?.map(({ id }) => id)).toEqual(['e']);
  });
});

test('a change concerns the settings that it names, or all where it names none', () => {
  const change = { action: 'setting.renamed', settings: ['old', 'new'] };

  expect(concerns(change, undefined)).toBe(true);
  expect(concerns(change, new Set(['new']))).toBe(true);
  expect(concerns(change, new Set(['other']))).toBe(false);
  expect(concerns({ action: 'external', settings: null }, new Set())).toBe(true);
});

test('an added alias may lead a name to a setting that the change does not call so, and so may what names none', () => {
  expect(mayAddAlias({ action: 'setting.alias_added', settings: ['a'] })).toBe(true);
  expect(mayAddAlias({ action: 'external', settings: null })).toBe(true);
  expect(mayAddAlias({ action: 'setting.alias_removed', settings: ['a'] })).toBe(false);
  expect(mayAddAlias({ action: 'setting.renamed', settings: ['a', 'b'] })).toBe(false);
});

test('only a change of a rule surely renames nothing', () => {
  expect(mayRename({ action: 'rule.created', settings: ['a'] })).toBe(false);
  expect(mayRename({ action: 'setting.upgraded', settings: ['a', 'b'] })).toBe(true);
  expect(mayRename({ action: 'setting.alias_added', settings: ['a'] })).toBe(true);
  expect(mayRename({ action: 'setting.alias_removed', settings: ['a'] })).toBe(true);
  expect(mayRename({ action: 'external', settings: null })).toBe(true);
});

test.each([
  { change: { action: 'rule.created', settings: ['a'] }, isRulesOnly: true },
  { change: { action: 'rule.deleted', settings: null }, isRulesOnly: false },
  { change: { action: 'setting.metadata_changed', settings: ['a'] }, isRulesOnly: false },
  { change: { action: 'setting.alias_added', settings: ['a'] }, isRulesOnly: false },
  { change: { action: 'context_feature.moved', settings: ['a'] }, isRulesOnly: false },
  { change: { action: 'external', settings: ['a'] }, isRulesOnly: false },
  { change: { action: 'an action of a later version', settings: [] }, isRulesOnly: false },
])('whether a change leaves the attributes of settings alone: $change', ({ change, isRulesOnly }) => {
  expect(changesRulesOnly(change)).toBe(isRulesOnly);
});
