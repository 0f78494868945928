import fc, { type Arbitrary } from 'fast-check';
import { compareCodePoints } from '../code-points.js';
import { DomainError } from '../errors.js';
import { parseJson, printJson, type JsonObject } from '../json.js';
import { printLoggedState, type LoggedState } from '../logged.js';
import type { BaseSetting, Base } from '../planning/base.js';
import type { Item } from '../planning/item.js';
import type { Operation } from '../planning/operation.js';
import { planOperations, type GuardedOperation, type Plan } from '../planning/plan.js';
import { printConditions, type Condition, type Rule } from '../rule.js';
import { compileRuleset, findRuleById } from '../ruleset.js';
import { parseSettingType } from '../setting-type/parse.js';
import type { Setting } from '../setting.js';
import { parseVersion } from '../version.js';
import type { LoggedContent } from './content.js';
import { compileRule } from '../compiled-rule.js';
import { recordOf } from './record.js';

/** A whole state in memory. It never changes. */
export interface State {
  features: readonly string[];
  settings: readonly BaseSetting[];
  /** The id of the next new rule. */
  nextRule: number;
}

/** A change of a state, as it is logged. */
export interface Step {
  before: State;
  after: State;
  content: LoggedContent;
}

export const EMPTY: State = { features: ['account', 'user', 'theme'], settings: [], nextRule: 1 };

/** A state for planning. */
export function baseOf({ features, settings }: State): Base {
  const find = (name: string) =>
    settings.find(({ setting }) => setting.name === name || setting.aliases.includes(name));
  return {
    features,
    find,
    findByRule: (id) => settings.find(({ ruleset }) => findRuleById(ruleset, id)),
    everySetting: settings.map(({ setting }) => setting),
  };
}

/** The state of a draft of a plan, and what the log has of it; undefined if nothing changes. */
export function stepOf(before: State, plan: Plan): Step | undefined {
  if (plan.isUnchanged) return undefined;
  const { draft } = plan;
  const idOf = (id: number) => (id < 0 ? before.nextRule - id - 1 : id);
  const touched = [...draft.touched];
  const origins = new Set(touched.map(({ base }) => base?.setting.name));
  const drafted = touched
    .filter(({ isDeleted }) => !isDeleted)
    .map((one) => ({
      setting: one.setting,
      rules: one.listRules().map((rule) => ({ ...rule, id: idOf(rule.id) })),
    }));
  const others = before.settings.filter(({ setting }) => !origins.has(setting.name));
  const features = draft.features;
  const settings = [...others.map(listed), ...drafted]
    .map(({ setting, rules }) => compile(setting, rules, features))
    .sort((a, b) => compareCodePoints(a.setting.name, b.setting.name));
  const items = plan.items.map((item) => identified(item, idOf));
  return {
    before,
    after: { features, settings, nextRule: before.nextRule + plan.newRules },
    content: logged(items),
  };
}

/** A setting with its rules, arranged by an order of features. */
function compile(setting: Setting, rules: readonly Rule[], features: readonly string[]): BaseSetting {
  const place = (feature: string) => features.indexOf(feature);
  const ordered = {
    ...setting,
    configurableFeatures: [...setting.configurableFeatures].sort((a, b) => place(a) - place(b)),
  };
  const compiled = rules.map((rule) => {
    const conditions = [...rule.conditions].sort((a, b) => place(a.feature) - place(b.feature));
    return compileRule({ ...rule, conditions });
  });
  return { setting: ordered, ruleset: compileRuleset(ordered, compiled, features) };
}

function listed({ setting, ruleset }: BaseSetting): { setting: Setting; rules: Rule[] } {
  const rules = ruleset.rules.map(({ id, value, metadata, conditions }) => ({
    id,
    setting: setting.name,
    value: parseJson(value),
    metadata: parseJson(metadata) as JsonObject,
    conditions: [...conditions],
  }));
  return { setting, rules };
}

function identified(item: Item, idOf: (id: number) => number): Item {
  const state = (one: LoggedState): LoggedState => {
    if ('rule' in one) return { rule: { ...one.rule, id: idOf(one.rule.id) } };
    return 'rules' in one && one.rules
      ? { ...one, rules: one.rules.map((rule) => ({ ...rule, id: idOf(rule.id) })) }
      : one;
  };
  const { before, after } = item;
  return { ...item, ...(before && { before: state(before) }), ...(after && { after: state(after) }) };
}

function logged(items: readonly Item[]): LoggedContent {
  const text = (state: LoggedState | undefined) => (state ? printLoggedState(state) : null);
  const [only] = items;
  if (only && items.length === 1) {
    return { action: only.action, before: text(only.before), after: text(only.after), items: null };
  }
  const printed = items.map(
    ({ n, action, before, after }) =>
      `{"n":${n},"action":"${action}","before":${text(before) ?? 'null'},"after":${text(after) ?? 'null'}}`,
  );
  return { action: 'change_set.applied', before: null, after: null, items: `[${printed.join()}]` };
}

/** A state as text, to compare it. */
export function dump(
  { features, settings }: Pick<State, 'features' | 'settings'>,
  { isWithAliases = true } = {},
): string {
  const lines = settings.map(({ setting, ruleset }) => {
    const record = { ...recordOf(setting), aliases: isWithAliases ? setting.aliases : [] };
    const rules = ruleset.rules.map(({ id, value, metadata, conditions }) => {
      return `\n  ${id} ${printConditions(conditions)} ${value} ${metadata}`;
    });
    return printJson(record) + rules.join('');
  });
  return [printJson(features), ...lines.sort()].join('\n');
}

const NAMES = ['a', 'b', 'c', 'd'];
const FEATURES = ['account', 'user', 'theme', 'extra'];
const TYPES = ['int', 'float', 'str', 'Enum[1,2,"x"]', 'Sequence<int>'].map(parseSettingType);
const VALUES = ['0', '1', '2', '1e2', '2.0', '2.5', '"x"', '""', '[]', '[1.0]', '12345678901234567890'].map(parseJson);
const METADATA: JsonObject[] = [{}, { note: 'why' }, { note: false, by: 1 }, { '10': [1], b: null }];

const names = fc.constantFrom(...NAMES);
const values = fc.constantFrom(...VALUES);
const types = fc.constantFrom(...TYPES);
const metadata = fc.constantFrom(...METADATA);
const features = fc.constantFrom(...FEATURES);
const ids = fc.integer({ min: 1, max: 9 }).map((value) => ({ id: { value, text: String(value) } }));
const conditionLists: Arbitrary<Condition[]> = fc
  .tuple(fc.subarray(['user', 'theme', 'account'], { maxLength: 2 }), fc.constantFrom('jim', 'john'))
  .map(([named, value]) => named.map((feature) => ({ feature, value })));

const declarations: Arbitrary<Operation> = fc
  .record({
    name: names,
    typed: fc.constantFrom<[number, number]>([0, 0], [0, 3], [1, 5], [2, 6], [3, 1], [4, 9]),
    configurableFeatures: fc.subarray(FEATURES.slice(0, 3), { minLength: 1 }),
    metadata,
  })
  .map(({ typed: [type, value], ...rest }) => ({
    op: 'setting.declare',
    declaration: {
      ...rest,
      alias: undefined,
      type: TYPES[type] ?? { kind: 'int' },
      defaultValue: VALUES[value] ?? 0,
      version: parseVersion('1.0'),
    },
  }));

const operations: Arbitrary<Operation> = fc.oneof(
  { arbitrary: declarations, weight: 4 },
  {
    arbitrary: fc
      .record({
        setting: names,
        conditions: conditionLists,
        value: values,
        metadata: fc.option(metadata, { nil: undefined }),
      })
      .map(({ metadata: given, ...rest }): Operation => ({
        op: 'rule.set',
        rule: { ...rest, ...(given && { metadata: given }) },
      })),
    weight: 8,
  },
  {
    arbitrary: fc
      .record({
        target: ids,
        value: fc.option(values, { nil: undefined }),
        conditions: fc.option(conditionLists, { nil: undefined }),
      })
      .map(({ target, value, conditions }): Operation => ({
        op: 'rule.change',
        target,
        ...(value !== undefined && { value }),
        ...(conditions && { conditions }),
      })),
    weight: 3,
  },
  fc.record({ op: fc.constant('rule.delete' as const), target: ids }),
  {
    arbitrary: fc.record({
      op: fc.constant('setting.change' as const),
      setting: names,
      changes: fc.oneof(
        fc.record({ name: names }),
        fc.record({ type: types, defaultValue: values }),
        fc.record({ type: types, name: names }),
        fc.record({ defaultValue: values, metadata }),
        fc.record({ configurableFeatures: fc.subarray(FEATURES, { minLength: 1 }) }),
      ),
    }),
    weight: 6,
  },
  fc.record({ op: fc.constant('setting.delete' as const), setting: names }),
  fc.record({ op: fc.constantFrom('alias.add' as const, 'alias.delete' as const), setting: names, alias: names }),
  fc.record({
    op: fc.constantFrom('context_feature.add' as const, 'context_feature.delete' as const),
    feature: features,
  }),
  fc.record({
    op: fc.constant('context_feature.move' as const),
    feature: features,
    place: features.map((after) => ({ after })),
  }),
);

/** Changes one after the other, each of one operation or a few. Operations that are refused are left out. */
export const histories: Arbitrary<Step[]> = fc
  .array(fc.array(operations, { minLength: 1, maxLength: 4, size: 'max' }), {
    minLength: 1,
    maxLength: 25,
    size: 'max',
  })
  .map((sets) => {
    const steps: Step[] = [];
    for (const set of [FIRST, ...sets]) {
      const before = steps.at(-1)?.after ?? EMPTY;
      const plan = planAllowed(before, set);
      const step = plan && stepOf(before, plan);
      if (step) steps.push(step);
    }
    return steps;
  });

/** Something to begin with. */
const FIRST: Operation[] = ['a', 'b', 'c'].map((name) => ({
  op: 'setting.declare',
  declaration: {
    name,
    alias: undefined,
    type: { kind: 'float' },
    defaultValue: 0,
    configurableFeatures: ['user', 'theme'],
    metadata: {},
    version: parseVersion('1.0'),
  },
}));

/** The plan of those operations that are not refused. */
function planAllowed(before: State, set: readonly Operation[]): Plan | undefined {
  const allowed: GuardedOperation[] = [];
  let plan: Plan | undefined;
  for (const operation of set) {
    try {
      plan = planOperations(baseOf(before), [...allowed, { operation }]);
      allowed.push({ operation });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return plan;
}
