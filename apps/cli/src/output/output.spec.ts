import { describe, expect, test } from '@jest/globals';
import { changeLines } from './change-lines.js';
import { impactLines } from './impact-lines.js';
import { shownItem, type Item } from './item-lines.js';
import { styleFor } from './style.js';
import { table } from './table.js';
import { conditionsText, printable, timeText, type Conditions } from './text.js';

const plain = styleFor({ isTTY: false }, {});

test('the columns of a table are aligned, and no line ends in spaces', () => {
  expect(
    table([
      ['A', 'B'],
      ['äöü', ''],
      ['x', 'a long one'],
    ]),
  ).toEqual(['A    B', 'äöü', 'x    a long one']);
});

test('what could change what a terminal shows is written as an escape', () => {
  expect(printable('a\u001b[2J\n\u009b1m\u202eb → ü')).toBe('a\\u001b[2J\\u000a\\u009b1m\\u202eb → ü');
});

test('a rule without conditions is for everyone', () => {
  const all: Conditions[] = [{}, [], { user: 'jim', theme: 'dark' }, [['user', 'jim']]];

  expect(all.map(conditionsText)).toEqual(['for everyone', 'for everyone', 'user=jim theme=dark', 'user=jim']);
});

test('a time is shown to the second, in UTC', () => {
  expect(timeText('2026-11-27T03:22:26.854Z')).toBe('2026-11-27 03:22:26Z');
});

describe('colours', () => {
  const coloured = (isTTY: boolean, environment: NodeJS.ProcessEnv) =>
    styleFor({ isTTY }, environment).added('x') !== 'x';

  test('there are colours on a terminal only, and none if they are not wanted', () => {
    expect([coloured(true, {}), coloured(false, {})]).toEqual([true, false]);
    expect([coloured(true, { NO_COLOR: '1' }), coloured(true, { TERM: 'dumb' })]).toEqual([false, false]);
  });
});

test('differences are grouped by their settings', () => {
  const lines = changeLines(
    [
      { setting: null, what: 'context_features', before: '[]', after: '["a"]' },
      { setting: 'a', what: 'user=jim', after: '1' },
      { setting: 'a', what: 'default_value', before: '1', after: '2', remark: 'change 4' },
      { setting: 'b', what: 'for everyone', before: '1' },
    ],
    plain,
  );

  expect(lines).toEqual([
    '(all settings)',
    '  ~ context_features: [] → ["a"]',
    'a',
    '  + user=jim: 1',
    '  ~ default_value: 1 → 2  (change 4)',
    'b',
    '  - for everyone: 1',
  ]);
});

describe('an item of a change', () => {
  const rule = (value: number, more: object = {}) => ({
    ...{ rule_id: 1, setting: 'a', value, feature_values: [['user', 'jim']], metadata: {} },
    ...more,
  });
  const lines = (item: Partial<Item>) =>
    changeLines(shownItem({ action: 'x', setting: 'a', before: null, after: null, ...item }), plain).slice(1);
  const setting = { type: 'int', default_value: 1, version: '1.0', configurable_features: ['user'], aliases: [] };

  test.each<[string, Partial<Item>, string[]]>([
    ['a new rule', { after: rule(1) }, ['  + user=jim: 1']],
    ['a deleted rule', { before: rule(1) }, ['  - user=jim: 1']],
    [
      'a moved rule with metadata',
      { before: rule(1), after: rule(1, { feature_values: [], metadata: { by: 'jim' } }) },
      ['  ~ user=jim, feature_values: user=jim → for everyone', '  ~ user=jim, metadata: {} → {"by":"jim"}'],
    ],
    ['a new setting', { after: setting }, ['  + setting: int, default 1, version 1.0, configurable by user']],
    [
      'a changed setting',
      { before: setting, after: { ...setting, version: '1.1', default_value: 2 } },
      ['  ~ default_value: 1 → 2', '  ~ version: "1.0" → "1.1"'],
    ],
    [
      'the list of features',
      { action: 'context_feature.added', setting: null, before: [], after: ['user'] },
      ['  ~ context features: [] → ["user"]'],
    ],
  ])('%s is shown by what is different', (_name, item, expected) => {
    expect(lines(item)).toEqual(expected);
  });
});

describe('the impact of a change', () => {
  const entry = {
    setting: 'a',
    context: { user: 'jim' },
    before: { value: 1, rule_id: null },
    after: { value: 2 },
  };

  test('the impact names the context and where both values come from', () => {
    expect(impactLines([entry, { ...entry, context: {}, after: null }], false, plain).slice(1)).toEqual([
      '  SETTING  CONTEXT   BEFORE       AFTER',
      '  a        user=jim  1 (default)  2 (new rule)',
      '  a        any       1 (default)  no such setting',
    ]);
  });

  test('a long impact is cut, and says so', () => {
    const many = Array.from({ length: 60 }, () => entry);

    expect(impactLines(many, false, plain).at(-1)).toBe('  and in 10 more');
    expect(impactLines(many, true, plain).at(-1)).toBe('  and in 10 more, or still more');
    expect(impactLines([entry], true, plain).at(-1)).toBe('  and in others');
  });

  test('a change without impact says so', () => {
    expect(impactLines([], false, plain)).toEqual(['No value changes in any context.']);
  });
});
