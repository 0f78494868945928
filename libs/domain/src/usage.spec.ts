import { describe, expect, test } from '@jest/globals';
import { compileRuleset, type Ruleset } from './ruleset.js';
import { CompiledRule } from './compiled-rule.js';
import { givenSetting } from './setting.arbitraries.js';
import { lastUseOf, staleReasons, type LastUse } from './usage.js';

const SINCE = new Date('2026-03-01T00:00:00Z');
const BEFORE = new Date('2026-02-28T23:59:59Z');
const LATER = new Date('2026-03-02T00:00:00Z');

function rulesetOf(...values: string[]): Ruleset {
  const rules = values.map((value, at) => {
    return CompiledRule.of({
      id: at + 1,
      value,
      metadata: '{}',
      conditions: [{ feature: 'user', value: `user ${at}` }],
    });
  });
  return compileRuleset(givenSetting({ defaultValue: '10', configurableFeatures: ['user'] }), rules, ['user']);
}

function use(declaredAt?: Date, readAt?: Date): LastUse {
  return { declaredAt, readAt };
}

describe('the last use of a setting', () => {
  const uses = new Map([
    ['size', use(BEFORE)],
    ['old-size', use(undefined, SINCE)],
    ['other', use(LATER, LATER)],
  ]);

  test('uses by an alias count', () => {
    expect(lastUseOf(['size', 'old-size'], uses)).toEqual(use(BEFORE, SINCE));
  });

  test('requests for everything count', () => {
    expect(lastUseOf(['size'], new Map([...uses, ['*', use(undefined, LATER)]]))).toEqual(use(BEFORE, LATER));
  });

  test('a name that was never asked for has none', () => {
    expect(lastUseOf(['speed'], uses)).toEqual(use());
  });
});

describe('a setting is stale', () => {
  test.each<[string, LastUse, Ruleset, string[]]>([
    ['was never asked for', use(), rulesetOf(), ['never_asked_for', 'declared_by_no_client_since']],
    [
      'was only asked for before',
      use(BEFORE, BEFORE),
      rulesetOf(),
      ['not_asked_for_since', 'declared_by_no_client_since'],
    ],
    ['is read but no longer declared', use(BEFORE, LATER), rulesetOf('20'), ['declared_by_no_client_since']],
    [
      'has only rules that repeat the default',
      use(LATER, LATER),
      rulesetOf('10', '1e1'),
      ['every_rule_equals_default'],
    ],
  ])('a setting that %s', (_title, last, ruleset, reasons) => {
    expect(staleReasons(last, ruleset, SINCE)).toEqual(reasons);
  });
});

describe('a setting is not stale', () => {
  test.each<[string, LastUse, Ruleset]>([
    ['was declared at the very moment', use(SINCE), rulesetOf()],
    ['has no rules', use(LATER), rulesetOf()],
    ['has a rule with another value', use(LATER), rulesetOf('10', '11')],
  ])('a setting that %s', (_title, last, ruleset) => {
    expect(staleReasons(last, ruleset, SINCE)).toEqual([]);
  });
});
