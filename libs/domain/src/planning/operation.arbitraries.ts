import fc, { type Arbitrary } from 'fast-check';
import { DomainError } from '../errors.js';
import { parseJson, type JsonObject, type JsonValue } from '../json.js';
import { accepts } from '../setting-type/accepts.js';
import { parseSettingType } from '../setting-type/parse.js';
import { conditionsKey, type Condition, type Rule } from '../rule.js';
import type { Setting } from '../setting.js';
import type { Operation, RuleTarget } from './operation.js';
import { plan, type State, type StoredSetting } from './planning.arbitraries.js';

const FEATURES = ['x', 'y', 'z'];
const NAMES = ['a', 'b', 'c', 'd'];
const TYPES = ['int', 'float', 'bool', 'Enum[0,1]'].map(parseSettingType);
const VALUES = ['0', '1', '1.0', '1e2', 'true', 'false'].map(parseJson);

const names = fc.constantFrom(...NAMES);
const features = fc.constantFrom(...FEATURES, 'w');
const types = fc.constantFrom(...TYPES);
const values = fc.constantFrom<JsonValue>(...VALUES);
const metadata = fc.constantFrom<JsonObject>({}, { k: 0 }, { k: false, l: 1 });
const versions = fc.record({ major: fc.integer({ min: 1, max: 2 }), minor: fc.nat({ max: 2 }) });
const places: Arbitrary<Condition[]> = fc
  .subarray(FEATURES, { maxLength: 2 })
  .chain((named) =>
    fc.tuple(...named.map((feature) => fc.constantFrom('1', '2').map((value) => ({ feature, value })))),
  );
const targets: Arbitrary<RuleTarget> = fc.oneof(
  fc.integer({ min: 1, max: 6 }).map((value) => ({ id: { value, text: String(value) } })),
  fc.record({ setting: names, conditions: places }),
);
const edits = fc.oneof(
  metadata.map((set) => ({ set })),
  metadata.map((replace) => ({ replace })),
  fc.constant({ remove: 'k' }),
);

/** An object with any of some members. */
function anyOf<Shape extends object>(shape: { [Member in keyof Shape]: Arbitrary<Shape[Member]> }) {
  return fc.record(shape, { requiredKeys: [] }) as Arbitrary<Partial<Shape>>;
}

const ofRules: Arbitrary<Operation> = fc.oneof(
  fc.record({
    op: fc.constantFrom('rule.set' as const, 'rule.set' as const, 'rule.create' as const),
    rule: fc.oneof(
      fc.record({ setting: names, conditions: places, value: values }),
      fc.record({ setting: names, conditions: places, value: values, metadata }),
    ),
  }),
  fc
    .tuple(targets, anyOf({ value: values, metadata: edits, conditions: places }))
    .map(([target, to]) => ({ op: 'rule.change' as const, target, ...to })),
  fc.record({ op: fc.constant('rule.delete' as const), target: targets, ifExists: fc.boolean() }),
);

const declarations = fc.record({
  name: names,
  alias: fc.option(names, { nil: undefined, freq: 4 }),
  type: types,
  defaultValue: values,
  configurableFeatures: fc.subarray(FEATURES, { minLength: 1 }),
  metadata,
  version: fc.oneof(fc.constant({ major: 1, minor: 0 }), versions),
});

const ofSettings: Arbitrary<Operation> = fc.oneof(
  declarations
    .filter(({ name, alias, type, defaultValue }) => name !== alias && accepts(type, defaultValue))
    .map((declaration) => ({ op: 'setting.declare' as const, declaration })),
  fc.record({
    op: fc.constant('setting.change' as const),
    setting: names,
    changes: anyOf({
      name: names,
      type: types,
      defaultValue: values,
      configurableFeatures: fc.subarray(FEATURES, { minLength: 1 }),
      metadata,
      version: versions,
    }),
  }),
  fc.record({ op: fc.constant('setting.delete' as const), setting: names, ifExists: fc.boolean() }),
  fc.record({
    op: fc.constantFrom('alias.add' as const, 'alias.delete' as const, 'alias.delete' as const),
    setting: names,
    alias: names,
  }),
);

const ofFeatures: Arbitrary<Operation> = fc.oneof(
  fc.record({ op: fc.constant('context_feature.add' as const), feature: features }),
  fc.record({ op: fc.constant('context_feature.delete' as const), feature: features }),
  fc.record({
    op: fc.constant('context_feature.move' as const),
    feature: features,
    place: fc.oneof(
      features.map((after) => ({ after })),
      features.map((before) => ({ before })),
    ),
  }),
);

/** Operations on the settings a to d, by names and aliases, on rules and on features; many are refused. */
export const operationLists: Arbitrary<Operation[]> = fc.array(
  fc.oneof(
    { arbitrary: ofRules, weight: 4 },
    { arbitrary: ofSettings, weight: 4 },
    { arbitrary: ofFeatures, weight: 1 },
  ),
  { minLength: 1, maxLength: 12 },
);

/** A state with the settings a (also called c) and b and up to six rules. */
export const states: Arbitrary<State> = fc
  .tuple(settingOf('a', ['c']), settingOf('b', []))
  .chain((settings) => fc.tuple(...settings.map(withRules)))
  .map((settings) => {
    let id = 0;
    const numbered = settings.map(({ setting, rules }) => ({
      setting,
      rules: rules.map((one) => ({ ...one, id: ++id })),
    }));
    return { features: FEATURES, settings: numbered };
  });

function settingOf(name: string, aliases: string[]): Arbitrary<Setting> {
  return fc
    .record({
      type: types,
      defaultValue: values,
      configurableFeatures: fc.subarray(FEATURES, { minLength: 1 }),
      metadata,
      version: versions,
    })
    .filter(({ type, defaultValue }) => accepts(type, defaultValue))
    .map((rest) => ({ name, aliases, ...rest }));
}

function withRules(setting: Setting): Arbitrary<StoredSetting> {
  const { name, type, configurableFeatures } = setting;
  const rules = fc.uniqueArray(fc.record({ conditions: places, value: values, metadata }), {
    maxLength: 3,
    selector: ({ conditions }) => conditionsKey(conditions),
  });
  return rules.map((all) => ({
    setting,
    rules: all
      .filter(({ conditions }) => conditions.every(({ feature }) => configurableFeatures.includes(feature)))
      .filter(({ value }) => accepts(type, value))
      .map((rest): Rule => ({ id: 0, setting: name, ...rest })),
  }));
}

/** Operations that a state accepts, one after another. */
export const acceptedOperations: Arbitrary<{ start: State; operations: Operation[] }> = fc
  .tuple(states, operationLists)
  .map(([start, operations]) => ({ start, operations: acceptedBy(start, operations) }));

function acceptedBy(start: State, operations: readonly Operation[]): Operation[] {
  const accepted: Operation[] = [];
  for (const operation of operations) {
    try {
      plan(start, ...accepted, operation);
      accepted.push(operation);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return accepted;
}
