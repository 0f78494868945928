import fc, { type Arbitrary } from 'fast-check';
import type { Declaration } from './declaration.js';
import { parseJson, type JsonObject, type JsonValue } from './json.js';
import type { Rule } from './rule.js';
import { accepts } from './setting-type/accepts.js';
import { parseSettingType } from './setting-type/parse.js';
import { relatedTypes, valuesNear } from './setting-type/setting-type.arbitraries.js';
import type { SettingType } from './setting-type/setting-type.js';
import type { Setting } from './setting.js';
import { parseVersion, type Version } from './version.js';

/** A setting in the notation of tests: type, version and JSON as texts. */
interface Written {
  name?: string;
  alias?: string;
  aliases?: string[];
  type?: string;
  defaultValue?: string;
  configurableFeatures?: string[];
  metadata?: string;
  version?: string;
}

/** A stored setting. By default `size`, an int of 10 at 1.5, configurable by user and theme. */
export function givenSetting(written: Written = {}): Setting {
  return {
    name: written.name ?? 'size',
    aliases: written.aliases ?? [],
    type: parseSettingType(written.type ?? 'int'),
    defaultValue: parseJson(written.defaultValue ?? '10'),
    configurableFeatures: written.configurableFeatures ?? ['user', 'theme'],
    metadata: parseJson(written.metadata ?? '{}') as JsonObject,
    version: parseVersion(written.version ?? '1.5'),
  };
}

/** The declaration of such a setting. */
export function givenDeclaration(written: Written): Declaration {
  const { name, type, defaultValue, configurableFeatures, metadata, version } = givenSetting(written);
  return { name, alias: written.alias, type, defaultValue, configurableFeatures, metadata, version };
}

/** A rule of such a setting. */
export function givenRule(id: number, conditions: Record<string, string>, value: string): Rule {
  const list = Object.entries(conditions).map(([feature, wanted]) => ({ feature, value: wanted }));
  return { id, setting: 'size', conditions: list, value: parseJson(value), metadata: {} };
}

const FEATURES = ['account', 'user', 'theme'];
const VALUES = ['0', '0.0', 'false', '""', '[]', '{}', '1', 'true', '"a"', '[1]', '12345678901234567890'].map(
  parseJson,
);

const versions: Arbitrary<Version> = fc.record({ major: fc.integer({ min: 1, max: 2 }), minor: fc.nat({ max: 2 }) });

/** A stored setting, its rules, and a similar declaration of it. */
export interface DeclarationCase {
  setting: Setting;
  rules: Rule[];
  declaration: Declaration;
}

export const declarationCases: Arbitrary<DeclarationCase> = relatedTypes(2).chain((types) => {
  const [stored, declared] = types as [SettingType, SettingType];
  return fc
    .record({
      old: attributes(stored),
      declared: fc.oneof(attributes(declared), attributes(stored)),
      isLike: fc.boolean(),
    })
    .chain(({ old, declared: changed, isLike }) => {
      const setting: Setting = { ...old, aliases: ['former'] };
      const declaration = isLike ? { ...old, type: changed.type, version: changed.version } : changed;
      return fc.record({
        setting: fc.constant(setting),
        rules: rulesOf(setting),
        declaration: fc.constant({ ...declaration, alias: undefined }),
      });
    });
});

function attributes(type: SettingType): Arbitrary<Omit<Setting, 'aliases'>> {
  return fc.record({
    name: fc.constantFrom('size', 'former'),
    type: fc.constant(type),
    defaultValue: fc.constantFrom<JsonValue>(...VALUES),
    configurableFeatures: fc.subarray(FEATURES, { minLength: 1 }),
    metadata: fc.constantFrom<JsonObject>({}, { a: 0 }, { a: false }, { a: 0, b: null }),
    version: versions,
  });
}

function rulesOf({ type, configurableFeatures }: Setting): Arbitrary<Rule[]> {
  const conditions = fc
    .subarray(configurableFeatures, { minLength: 1 })
    .map((features) => features.map((feature) => ({ feature, value: 'a' })));
  const lists = fc.array(fc.tuple(conditions, valuesNear(type)), { maxLength: 3 });
  return lists.map((entries) =>
    entries
      .filter(([, value]) => accepts(type, value))
      .map(([list, value], at) => ({ id: at + 1, setting: 'size', conditions: list, value, metadata: {} })),
  );
}
