import { expect, test } from '@jest/globals';
import type { Plan } from '../documents/plan.js';
import { declarationLines, type Declared } from './declaration-lines.js';
import { planLines } from './plan-lines.js';
import { styleFor } from './style.js';

const plain = styleFor({ isTTY: false }, {});

const NOTHING: Plan = {
  based_on: 57,
  operations: [],
  summary: { created: 0, changed: 0, deleted: 0, unchanged: 3 },
  changes: [],
  impact: [],
  impact_truncated: false,
  warnings: [],
};

test('a plan without changes says so, with its warnings', () => {
  expect(planLines({ ...NOTHING, warnings: ['a is now called b'] }, plain)).toEqual([
    'Warning: a is now called b',
    'Nothing to do: all 3 are as in the document, at change 57.',
  ]);
});

test('a plan shows who has changed last what it changes, and for whom values change', () => {
  const last_changed = { sequence: 41, at: '2026-11-27T03:22:26.854Z', actor: 'ann@example.com' };
  const plan: Plan = {
    ...NOTHING,
    summary: { created: 2, changed: 2, deleted: 1, unchanged: 0 },
    changes: [
      { setting: null, attribute: 'context_features', before: ['a'], after: ['a', 'b'], last_changed: null },
      { setting: 'size', attribute: 'default_value', before: 50, after: 64, last_changed },
      { setting: 'size', when: { user: 'guest' }, before: 10, last_changed: { ...last_changed, actor: null } },
      { setting: 'size', when: {}, after: 20 },
      { setting: 'size', when: {}, attribute: 'metadata', before: {}, after: { by: 'jim' } },
      { setting: 'speed', after: { type: 'int', default_value: 1, version: '1.0', configurable_features: ['user'] } },
    ],
    impact: [{ setting: 'size', context: {}, before: { value: 50, rule_id: null }, after: { value: 20 } }],
    impact_truncated: true,
  };

  expect(planLines(plan, plain)).toEqual([
    '(all settings)',
    '  ~ context_features: ["a"] → ["a","b"]',
    'size',
    '  ~ default_value: 50 → 64  (change 41, 2026-11-27 03:22:26Z, by ann@example.com)',
    '  - user=guest: 10  (change 41, 2026-11-27 03:22:26Z, by nobody known)',
    '  + for everyone: 20',
    '  ~ for everyone, metadata: {} → {"by":"jim"}',
    'speed',
    '  + setting: int, default 1, version 1.0, configurable by user',
    '',
    'Values change in these contexts, and in more specific ones without rules of their own:',
    '  SETTING  CONTEXT  BEFORE        AFTER',
    '  size     any      50 (default)  20 (new rule)',
    '  and in others',
    '',
    '2 to make, 2 to change, 1 to delete, 0 unchanged, at change 57.',
  ]);
});

test('declarations that change something are named, with why; the others are counted', () => {
  const declared: Declared[] = [
    { name: 'a', declaration: { outcome: 'created' } },
    {
      name: 'b',
      declaration: {
        outcome: 'upgraded',
        previous_version: '1.0',
        differences: [
          { level: 'minor', attribute: 'default_value', latest_value: 50 },
          { level: 'major', message: 'a sentence' },
        ],
      },
    },
    { name: 'c', declaration: { outcome: 'outdated', latest_version: '2.0' } },
    { name: 'd', declaration: { outcome: 'uptodate' } },
  ];

  expect(declarationLines(declared, { isCheck: true }, plain)).toEqual([
    '+ a would be created',
    '~ b would be upgraded from version 1.0: another default_value (minor), which is 50 now; a sentence',
    '! c is outdated and changes nothing, because the service has version 2.0',
    '1 declaration up to date',
  ]);
  expect(declarationLines(declared.slice(0, 1), { isCheck: false }, plain)).toEqual(['+ a was created']);
});
