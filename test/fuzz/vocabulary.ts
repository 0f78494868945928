import fc, { type Arbitrary } from 'fast-check';
import { parseSettingType, printJson } from '@heksher/domain';
import { valuesNear } from '../../libs/domain/src/setting-type/setting-type.arbitraries.js';
import type { KnownSetting, World } from './world.js';

// Some of the names have a meaning in JavaScript or in a path, but all are valid names.
const SETTINGS = ['size', 'speed', 'a.b', 'Size', 'constructor', '__proto__', 'toString', 'declare', 'search', '...'];
const ALIASES = ['cache-size', '-', '--proto--', 'a.b-c', 'old_size'];
const FEATURES = [
  'user',
  'theme',
  'trust',
  'constructor',
  '__proto__',
  'hasOwnProperty',
  'a',
  'b',
  'C',
  '_',
  '0',
  '1a',
];
const VALUES = ['jim', 'a@b.c', '0', '__proto__', 'x/y+1', '.', '..'];
const KEYS = ['by', '__proto__', 'constructor', 'k-1', 'toString'];
const TYPES = [
  ...['int', 'float', 'str', 'bool', 'Enum["a",1,true]', 'Enum["a",1,true,"b"]', 'Flags["a","b",2]', 'Flags[1.0,"é"]'],
  ...['Sequence<int>', 'Sequence<float>', 'Mapping<float>', 'Mapping<Sequence<str>>', 'Mapping<int>'],
];

const TIMES = fc.constantFrom('2026-11-27T08:15:00Z', '2026-11-28T00:00:00.5+02:00');

/** The version of a setting that is not declared yet. */
const NONE_YET = '0.0';

/** Plausible values for each parameter (as text) and body member (as JSON text). */
export type Vocabulary = Record<string, Arbitrary<string>>;

/** Values for a request about one setting, which exists or may be created. */
export interface Topic {
  setting: KnownSetting;
  world: World;
}

/** A setting to ask about: mostly one that exists. */
export function topics(world: World): Arbitrary<Topic> {
  const newSettings = fc.record<KnownSetting>({
    name: fc.constantFrom(...SETTINGS),
    type: fc.constantFrom(...TYPES),
    default_value: fc.constant(0),
    version: fc.constant(NONE_YET),
    configurable_features: someOf(world.features.length > 0 ? world.features : FEATURES),
    aliases: fc.constant([]),
  });
  const settings =
    world.settings.length === 0
      ? newSettings
      : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...world.settings) }, { weight: 1, arbitrary: newSettings });
  return settings.map((setting) => ({ setting, world }));
}

/** A few of the features: some must remain unused by any setting. */
function someOf(features: string[]): Arbitrary<string[]> {
  return fc.subarray(features, { minLength: 1, maxLength: Math.min(features.length, 3) });
}

function isNew({ version }: KnownSetting): boolean {
  return version === NONE_YET;
}

/** Values for parameters of a path or query. */
export function parameterWords({ setting, world }: Topic, template: string): Vocabulary {
  const isOfFeature = template.includes('/context_features');
  const ids = template.includes('/tokens') ? world.tokens : world.rules.map(({ id }) => String(id));
  const names = fc.constantFrom(setting.name, setting.name, ...setting.aliases);
  return {
    name: isOfFeature ? featureNames(world) : names,
    key: template.startsWith('/ofrep') ? names : fc.constantFrom(...KEYS),
    id: fc.constantFrom(...(ids.length > 0 ? ids : ['1'])),
    alias: fc.constantFrom(...ALIASES, ...setting.aliases, setting.name),
    setting: names,
    settings: fc.oneof(
      fc.subarray(world.settings.map(({ name }) => name)).map((all) => all.join(',')),
      names,
    ),
    prefix: fc.constantFrom('', 's', setting.name),
    under: fc.constantFrom('', 's', setting.name),
    search: fc.constantFrom('', 's', 'O W', setting.name, ...setting.aliases),
    type: fc.constant(setting.type),
    feature: featureNames(world),
    value: fc.constantFrom('0', 'true', 'a', '[]'),
    value_contains: fc.constantFrom('', '0', 'a'),
    sort: fc.constantFrom('name', '-changed'),
    has_rules: fc.constantFrom('true', 'false'),
    cursor: fc.constant(cursorOf(template)),
    as_of: fc.integer({ min: 0, max: 40 }).map(String),
    dry_run: fc.constantFrom('true', 'false'),
    changed_since: fc.constantFrom('0', '20', '2026-11-23T20:15:00Z'),
    feature_values: searches({ setting, world }),
    context: pairs(setting),
    context_filters: filters(setting),
    key_by: fc.constantFrom('canonical', 'requested'),
    since: template.includes('/usage') ? TIMES : fc.integer({ min: 0, max: 20_000 }).map(String),
    unused_since: TIMES,
    client: fc.constantFrom('shop/1', 'node'),
    days: fc.constantFrom('1', '30'),
    force: fc.constantFrom('true', 'false'),
    limit: fc.integer({ min: 1, max: 50 }).map(String),
  };
}

/** A cursor of a list, by the path of its route. */
function cursorOf(template: string): string {
  const ends: [path: string, place: string[]][] = [
    ['/prefixes', ['prefixes', 'a']],
    ['/rules', ['rules', 'a', '1']],
    ['/evaluate', ['evaluation', 'a']],
    ['/usage', ['usage', 'a', 'node', 'query']],
  ];
  const [, place] = ends.find(([path]) => template.includes(path)) ?? ['', ['name', 'a']];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Values for members of a body, as JSON text. */
export function memberWords(topic: Topic, template: string): Vocabulary {
  if (template.includes('/usage')) return reportWords(topic);
  const { setting, world } = topic;
  const { name, type, configurable_features: features } = setting;
  const settings = fc.constantFrom(...SETTINGS, ...world.settings.map((known) => known.name));
  const value = valuesNear(parseSettingType(type)).map(printJson);
  const metadata = fc.dictionary(fc.constantFrom(...KEYS), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
  return {
    name: quoted(fc.oneof({ weight: 9, arbitrary: fc.constant(name) }, { weight: 1, arbitrary: settings })),
    to: fc.integer({ min: 0, max: 40 }).map(String),
    setting: quoted(fc.constant(name)),
    alias: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('null', ...setting.aliases.map((alias) => JSON.stringify(alias))) },
      { weight: 1, arbitrary: quoted(settings) },
    ),
    type: quoted(
      fc.oneof({ weight: 9, arbitrary: fc.constant(type) }, { weight: 1, arbitrary: fc.constantFrom(...TYPES) }),
    ),
    default_value: isNew(setting) ? value : fc.oneof(fc.constant(printJson(setting.default_value)), value),
    value,
    version: quoted(versionsAfter(setting.version)),
    configurable_features: fc
      .oneof(fc.constant(features), someOf([...new Set([...world.features, ...features])]))
      .map((list) => JSON.stringify(list)),
    feature_values: conditions(features).map(printMembers),
    context: conditions(features).map(printMembers),
    cursor: quoted(fc.constant(cursorOf('/evaluate'))),
    contexts: fc
      .array(conditions(features).map(printMembers), { minLength: 2, maxLength: 4 })
      .map((list) => `[${list.join()}]`),
    prefix: quoted(fc.constantFrom('', 's', name)),
    search: quoted(fc.constantFrom('', 's', name)),
    limit: fc.integer({ min: 1, max: 50 }).map(String),
    settings: fc.subarray([name, ...setting.aliases]).map((list) => JSON.stringify(list)),
    context_filters: fc.oneof(quoted(filters(setting)), conditions(features).map(printFilters)),
    key_by: quoted(fc.constantFrom('canonical', 'requested')),
    metadata: metadata.map((object) => printMembers(Object.entries(object))),
    context_feature: quoted(fc.constantFrom(...FEATURES)),
    to_after: quoted(featureNames(world)),
    to_before: quoted(featureNames(world)),
    role: quoted(fc.constantFrom('reader', 'service', 'editor', 'admin')),
    prefixes: fc.subarray([name]).map((list) => JSON.stringify(list)),
    expires_at: fc.constantFrom('null', '"2100-01-01T00:00:00Z"'),
    overlap_seconds: fc.integer({ min: 0, max: 60 }).map(String),
    document: documents(setting),
  };
}

/** Values for what a client reports of its uses. */
function reportWords({ setting, world }: Topic): Vocabulary {
  const ids = world.rules.map(({ id }) => String(id));
  const wins = fc.dictionary(fc.constantFrom(...ids, '1'), fc.nat());
  const uses = fc.record({ name: fc.constantFrom(setting.name, ...setting.aliases), gets: fc.nat(), rules: wins });
  return {
    client: fc.constantFrom('"shop/1"', '"\\u0000"'),
    from: fc.constant('"2026-11-27T08:15:00Z"'),
    to: quoted(TIMES),
    settings: fc.array(uses, { maxLength: 3 }).map((list) => JSON.stringify(list)),
  };
}

/** A document with one setting, and perhaps rules of it. Its scope is everything, if it has one. */
function documents({ name, type, default_value, version, configurable_features: features }: KnownSetting) {
  const rules = fc.array(fc.tuple(conditions(features), valuesNear(parseSettingType(type))), { maxLength: 3 });
  return fc
    .tuple(fc.boolean(), versionsAfter(version), fc.option(rules, { nil: undefined }))
    .map(([isScoped, next, list]) => {
      const members = [
        `"type":${JSON.stringify(type)}`,
        `"default_value":${printJson(default_value)}`,
        `"configurable_features":${JSON.stringify(features)}`,
        `"version":"${next}"`,
        ...(list ? [`"rules":[${list.map(([when, value]) => printRule(when, printJson(value))).join()}]`] : []),
      ];
      const scope = isScoped ? '"scope":{"prefixes":[""]},' : '';
      return `{"format":"heksher/v1",${scope}"settings":{${JSON.stringify(name)}:{${members.join()}}}}`;
    });
}

function printRule(when: [string, string][], value: string): string {
  return `{"when":${printMembers(when)},"value":${value}}`;
}

function quoted(texts: Arbitrary<string>): Arbitrary<string> {
  return texts.map((text) => JSON.stringify(text));
}

/** Written by hand, because `__proto__` is no ordinary member of a JavaScript object. */
function printMembers(members: [string, unknown][]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

function printFilters(members: [string, string][]): string {
  return printMembers(members.map(([name, value], index) => [name, index === 0 ? '*' : [value]]));
}

function featureNames({ features }: World): Arbitrary<string> {
  return fc.constantFrom(...(features.length > 0 ? features : FEATURES));
}

function versionsAfter(version: string): Arbitrary<string> {
  const [major = 1, minor = 0] = version.split('.').map(Number);
  const next = version === NONE_YET ? '1.0' : `${major}.${minor + 1}`;
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(next) },
    { weight: 2, arbitrary: fc.constant(`${major + 1}.0`) },
    { weight: 2, arbitrary: fc.constantFrom(version, '1.0') },
  );
}

function conditions(features: readonly string[]): Arbitrary<[string, string][]> {
  return fc
    .subarray([...features], { minLength: 1 })
    .chain((some) => fc.tuple(...some.map((feature) => fc.tuple(fc.constant(feature), fc.constantFrom(...VALUES)))));
}

function pairs({ configurable_features: features }: KnownSetting): Arbitrary<string> {
  return conditions(features).map((all) => all.map((pair) => pair.join(':')).join(','));
}

/** The conditions of an existing rule, if there is one. */
function searches({ setting, world }: Topic): Arbitrary<string> {
  const rules = world.rules.filter((rule) => rule.setting === setting.name);
  if (rules.length === 0) return pairs(setting);
  return fc.constantFrom(...rules).map((rule) => rule.conditions.map((pair) => pair.join(':')).join(','));
}

function filters({ configurable_features: features }: KnownSetting): Arbitrary<string> {
  const some = conditions(features).map((all) => all.map(([feature, value]) => `${feature}:(${value},jim)`).join(','));
  return fc.oneof(fc.constantFrom('*', '', ...features.map((feature) => `${feature}:*`)), some);
}
