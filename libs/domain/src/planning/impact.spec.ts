import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from '../evaluation.js';
import { numberText, parseJson, printJson, isJsonNumber } from '../json.js';
import { decimalKey } from '../decimal.js';
import { givenDeclaration, givenRule, givenSetting } from '../setting.arbitraries.js';
import { applyEffects } from './apply-effects.arbitraries.js';
import type { Base } from './base.js';
import { impactOf, type Impact, type ImpactValue } from './impact.js';
import { acceptedOperations } from './operation.arbitraries.js';
import type { Operation } from './operation.js';
import { conditions, plan, setRule, toBase, type State } from './planning.arbitraries.js';

const STATE: State = {
  features: ['account', 'user', 'theme'],
  settings: [
    {
      setting: givenSetting(),
      rules: [givenRule(3, { user: 'jim' }, '20'), givenRule(4, { theme: 'dark' }, '30')],
    },
  ],
};

function impact(state: State, ...operations: Operation[]): Impact[] {
  const { draft } = plan(state, ...operations);
  const others = state.settings
    .map(({ setting }) => toBase(state).find(setting.name))
    .filter((one) => one !== undefined);
  return [...impactOf(draft, others)].filter((one) => one !== undefined);
}

/** Entries in short: `user=jim: 20 (3) → 5 (3)`. */
function inShort(entries: readonly Impact[]): string[] {
  const print = (one: ImpactValue | undefined) => (one ? `${one.value} (${one.ruleId ?? 'default'})` : 'nothing');
  return entries.map(({ context, before, after }) => {
    const where = context.map(({ feature, value }) => `${feature}=${value}`).join(',');
    return `${where || 'any'}: ${print(before)} → ${print(after)}`;
  });
}

describe('the impact of a plan', () => {
  test.each<[string, Operation[], string[]]>([
    ['nothing', [], []],
    ['a value that is set as it is', [setRule('size', { user: 'jim' }, 20)], []],
    ['another value of a rule', [setRule('size', { user: 'jim' }, 0)], ['user=jim: 20 (3) → 0 (3)']],
    ['a new rule where the default was', [setRule('size', { user: 'ann' }, 0)], ['user=ann: 10 (default) → 0 (-1)']],
    [
      'a new rule above others',
      [setRule('size', { user: 'jim', theme: 'dark' }, 0)],
      ['user=jim,theme=dark: 30 (4) → 0 (-1)'],
    ],
    [
      'a rule for everyone, which only the default gives way to',
      [setRule('size', {}, 0)],
      ['any: 10 (default) → 0 (-1)'],
    ],
    [
      'a deleted rule',
      [{ op: 'rule.delete', target: { id: { value: 4, text: '4' } } }],
      ['theme=dark: 30 (4) → 10 (default)', 'user=jim,theme=dark: 30 (4) → 20 (3)'],
    ],
    [
      'a rule that moves',
      [{ op: 'rule.change', target: { id: { value: 4, text: '4' } }, conditions: conditions({ user: 'ann' }) }],
      ['theme=dark: 30 (4) → 10 (default)', 'user=jim,theme=dark: 30 (4) → 20 (3)', 'user=ann: 10 (default) → 30 (4)'],
    ],
    [
      'another default value',
      [{ op: 'setting.change', setting: 'size', changes: { defaultValue: 0 } }],
      ['any: 10 (default) → 0 (default)'],
    ],
    [
      'another order of features',
      [{ op: 'context_feature.move', feature: 'user', place: { after: 'theme' } }],
      ['theme=dark,user=jim: 30 (4) → 20 (3)'],
    ],
    ['metadata alone', [{ op: 'setting.change', setting: 'size', changes: { metadata: { a: 1 } } }], []],
    ['a rename', [{ op: 'setting.change', setting: 'size', changes: { name: 'width' } }], []],
    [
      'a new setting',
      [
        { op: 'setting.declare', declaration: givenDeclaration({ name: 'fresh', version: '1.0' }) },
        setRule('fresh', { user: 'jim' }, 5),
      ],
      ['any: nothing → 10 (default)', 'user=jim: nothing → 5 (-1)'],
    ],
    [
      'a deleted setting',
      [{ op: 'setting.delete', setting: 'size' }],
      ['any: 10 (default) → nothing', 'theme=dark: 30 (4) → nothing', 'user=jim: 20 (3) → nothing'],
    ],
    [
      'a setting that is deleted and declared again',
      [
        { op: 'setting.delete', setting: 'size' },
        { op: 'setting.declare', declaration: givenDeclaration({ version: '1.0' }) },
        setRule('size', { user: 'jim' }, 20),
      ],
      ['theme=dark: 30 (4) → 10 (default)', 'user=jim,theme=dark: 30 (4) → 20 (-1)', 'user=jim: 20 (3) → 20 (-1)'],
    ],
    [
      'a setting that is declared and deleted',
      [
        { op: 'setting.declare', declaration: givenDeclaration({ name: 'fresh', version: '1.0' }) },
        { op: 'setting.delete', setting: 'fresh' },
      ],
      [],
    ],
  ])('%s', (_, operations, expected) => {
    expect(inShort(impact(STATE, ...operations))).toEqual(expected);
  });

  test('another spelling of an equal value is no difference', () => {
    const setting = givenSetting({ type: 'float', defaultValue: '1.0' });
    const state = { ...STATE, settings: [{ setting, rules: [givenRule(3, { user: 'jim' }, '1e2')] }] };

    expect(impact(state, { op: 'setting.change', setting: 'size', changes: { type: { kind: 'int' } } })).toEqual([]);
  });

  test('a rule on a feature that its setting is not configurable by never wins, until it is', () => {
    const setting = givenSetting({ configurableFeatures: ['user'] });
    const state = { ...STATE, settings: [{ setting, rules: [givenRule(3, { theme: 'dark' }, '20')] }] };
    const change = (configurableFeatures: string[]): Operation => ({
      op: 'setting.change',
      setting: 'size',
      changes: { configurableFeatures },
    });

    expect(inShort(impact(state, change(['user', 'theme'])))).toEqual(['theme=dark: 10 (default) → 20 (3)']);
  });

  test('the impact is that of comparing every context', () => {
    fc.assert(
      fc.property(acceptedOperations, ({ start, operations }) => {
        const { effects } = plan(start, ...operations);
        const end = applyEffects(start, effects, 101);
        const entries = impact(start, ...operations).map(withIds);

        const expected = pairs(start, end, effects).flatMap(([from, to]) =>
          contexts().map((context) => difference(toBase(start), toBase(end), [from, to], context)),
        );

        expect(new Set(entries.map(print))).toEqual(new Set(expected.filter((one) => one !== undefined)));
        for (const { setting, context, before, after } of entries) {
          // A setting may be deleted and another renamed to its name.
          const named = pairs(start, end, effects).filter(([from, to]) => (to ?? from) === setting);
          const values = new Map(context.map(({ feature, value }) => [feature, value]));
          const differences = named.map((pair) => difference(toBase(start), toBase(end), pair, values));
          expect(differences).toContain(print({ setting, context, before, after }));
        }
      }),
      { numRuns: 150 },
    );
  });
});

/** The names of each setting before and after. One that is deleted and added again has a name on both sides. */
function pairs(start: State, end: State, { settings }: ReturnType<typeof plan>['effects']): [string?, string?][] {
  const after = new Set(end.settings.map(({ setting }) => setting.name));
  const news = settings.added.map(({ name }) => name);
  const old = start.settings.map(({ setting: { name } }): [string, string?] => {
    if (settings.deleted.includes(name)) return news.includes(name) ? [name, name] : [name, undefined];
    return [name, settings.renamed.find(({ from }) => from === name)?.to ?? name];
  });
  const added = news
    .filter((name) => !settings.deleted.includes(name))
    .map((name): [undefined, string] => [undefined, name]);
  return [...old, ...added].filter(([from, to]) => from !== undefined || (to !== undefined && after.has(to)));
}

function contexts(): Map<string, string>[] {
  return ['x', 'y', 'z', 'w'].reduce<Map<string, string>[]>(
    (all, feature) => all.flatMap((one) => [one, ...['1', '2'].map((value) => new Map(one).set(feature, value))]),
    [new Map()],
  );
}

function difference(
  start: Base,
  end: Base,
  [from, to]: [string?, string?],
  context: ReadonlyMap<string, string>,
): string | undefined {
  const before = from === undefined ? undefined : valueIn(start, from, context);
  const after = to === undefined ? undefined : valueIn(end, to, context);
  if (before && after && before.ruleId === after.ruleId && inOneSpelling(before.value) === inOneSpelling(after.value)) {
    return undefined;
  }
  return print({ setting: to ?? from ?? '', context: [], before, after });
}

function valueIn(base: Base, name: string, context: ReadonlyMap<string, string>): ImpactValue | undefined {
  const found = base.find(name);
  const { value, rule } =
    found && found.setting.name === name ? evaluate(found.ruleset, context) : { value: '', rule: undefined };
  return found && found.setting.name === name ? { value, ruleId: rule?.id ?? null } : undefined;
}

function inOneSpelling(text: string): string {
  const value = parseJson(text);
  return isJsonNumber(value) ? decimalKey(numberText(value)) : printJson(value);
}

function print({ setting, before, after }: Impact): string {
  return printJson({ setting, before, after });
}

function withIds(entry: Impact): Impact {
  const { after } = entry;
  const isNew = typeof after?.ruleId === 'number' && after.ruleId < 0;
  return isNew ? { ...entry, after: { ...after, ruleId: 100 - Number(after.ruleId) } } : entry;
}
