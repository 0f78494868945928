import type { JsonObject, JsonValue } from '@heksher/domain';
import type { DeclaredSetting, MetadataEdit, Mutation, Operation, Read } from './operations.js';
import type { Random } from './random.js';

/** What the clients of a run share. There are so few names that clients often use the same settings. */
export interface Known {
  /** Rules that were added, the newest last. */
  rules: KnownRule[];
  /** The number of operations begun; versions grow with it. */
  begun: number;
}

export interface KnownRule {
  id: number;
  setting: string;
  conditions: Record<string, string>;
}

export const NAMES = Array.from({ length: 14 }, (_, at) => `setting_${at}`);
/** Names that are valid for aliases only. */
const ALIASES = ['alias-0', 'alias-1', 'alias-2'];
export const FEATURES = ['account', 'user', 'theme', 'trust', 'region', 'plan'];
/** A feature that is added and deleted; few settings are configurable by it. */
const SPARE_FEATURE = 'spare';
const VALUES = ['x', 'y'];
const TYPES = ['int', 'int', 'float', 'float', 'Enum[0,1,2,3]', 'str'];
const KEYS = ['owner', 'note', 'ticket'];
const RECENT_RULES = 25;
const OPERATIONS_PER_MAJOR = 60;

const LOOKS = 0.5;

/** The next operation of a writer: a change, or a query of everything, which must show its last change. */
export function nextOfWriter(random: Random, known: Known): Operation {
  if (random.happens(LOOKS)) return { kind: 'query', filters: '*', isWithMetadata: true };
  return nextMutation(random, known);
}

function nextMutation(random: Random, known: Known): Mutation {
  const kind = random.weighted<Mutation['kind']>({
    declare: 22,
    'change type': 6,
    rename: 6,
    'add alias': 5,
    'remove alias': 3,
    configure: 6,
    'edit setting metadata': 8,
    'delete setting': 2,
    'add rule': 24,
    'change value': 8,
    'edit rule metadata': 8,
    'delete rule': 6,
    'add feature': 3,
    'delete feature': 3,
    'move feature': 4,
  });
  const setting = anyName(random);
  const feature = random.pick(FEATURES);
  const { id: rule } = recentRule(random, known);
  switch (kind) {
    case 'declare':
      return { kind, declared: declaredSetting(random, known) };
    case 'change type':
      return { kind, setting, type: random.pick(TYPES), version: version(random, known) };
    case 'rename':
      return { kind, setting, name: random.pick(NAMES), version: version(random, known) };
    case 'add alias':
    case 'remove alias':
      return { kind, setting, alias: random.pick([...ALIASES, random.pick(NAMES)]) };
    case 'configure':
      return { kind, setting, features: configurable(random, 1), version: version(random, known) };
    case 'edit setting metadata':
      return { kind, setting, edit: metadataEdit(random), version: version(random, known) };
    case 'delete setting':
      return { kind, setting };
    case 'add rule':
      return { kind, ...ruleAddress(random, known, 0.2), value: value(random), metadata: metadata(random) };
    case 'change value':
      return { kind, rule, value: value(random) };
    case 'edit rule metadata':
      return { kind, rule, edit: metadataEdit(random) };
    case 'delete rule':
      return { kind, rule };
    case 'add feature':
    case 'delete feature':
      return { kind, feature: random.happens(0.6) ? SPARE_FEATURE : feature };
    case 'move feature': {
      const other = random.pick(FEATURES);
      return { kind, feature, place: random.happens(0.5) ? { after: other } : { before: other } };
    }
  }
}

/** The next operation of a reader. */
export function nextOfReader(random: Random, known: Known): Read {
  const kind = random.weighted<Read['kind']>({
    query: 30,
    evaluate: 8,
    'evaluate by url': 8,
    flag: 6,
    flags: 6,
    'get setting': 8,
    'get setting metadata': 3,
    'list settings': 6,
    'get rule': 8,
    'get rule metadata': 3,
    'search rule': 10,
    'list features': 3,
    'get feature': 3,
  });
  const setting = anyName(random);
  switch (kind) {
    case 'query':
      return { kind, settings: names(random), filters: filters(random), isWithMetadata: random.happens(0.5) };
    case 'evaluate':
    case 'evaluate by url':
      return { kind, settings: names(random), context: context(random, 0, 6) };
    case 'flag':
      return { kind, key: setting, context: context(random, 0, 6) };
    case 'flags':
      return { kind, context: context(random, 0, 6) };
    case 'get setting':
    case 'get setting metadata':
      return { kind, setting };
    case 'list settings':
      return { kind, isWhole: random.happens(0.5) };
    case 'get rule':
    case 'get rule metadata':
      return { kind, rule: recentRule(random, known).id };
    case 'search rule':
      return { kind, ...ruleAddress(random, known, 0.8) };
    case 'list features':
      return { kind };
    case 'get feature':
      return { kind, feature: random.pick(FEATURES) };
  }
}

function declaredSetting(random: Random, known: Known): DeclaredSetting {
  const name = random.pick(NAMES);
  const alias = random.happens(0.2) ? random.pick(NAMES) : name;
  const type = random.pick(TYPES);
  return {
    name,
    ...(alias === name ? {} : { alias }),
    configurable_features: configurable(random, 2),
    type,
    default_value: type === 'str' ? 'none' : random.below(4),
    metadata: metadata(random),
    version: random.happens(0.4) ? '1.0' : version(random, known),
  };
}

function anyName(random: Random): string {
  return random.happens(0.1) ? random.pick(ALIASES) : random.pick(NAMES);
}

function configurable(random: Random, least: number): string[] {
  const features = random.some(FEATURES, least, FEATURES.length);
  return random.happens(0.05) ? [...features, SPARE_FEATURE] : features;
}

/** Mostly a higher version than any before, and of the same major version as recent ones. */
function version(random: Random, { begun }: Known): string {
  const minor = random.happens(0.15) ? random.below(begun + 1) : begun;
  return `${2 + Math.floor(minor / OPERATIONS_PER_MAJOR)}.${minor}`;
}

function value(random: Random): JsonValue {
  if (random.happens(0.1)) return 'text';
  return random.happens(0.15) ? 1.5 : random.below(4);
}

function metadata(random: Random): JsonObject {
  return Object.fromEntries(random.some(KEYS, 0, 2).map((key) => [key, random.below(3)]));
}

function metadataEdit(random: Random): MetadataEdit {
  const key = random.pick(KEYS);
  const kind = random.pick(['merge', 'replace', 'clear', 'set key', 'remove key'] as const);
  switch (kind) {
    case 'merge':
    case 'replace':
      return { kind, metadata: metadata(random) };
    case 'clear':
      return { kind };
    case 'set key':
      return { kind, key, value: { by: random.below(9) } };
    case 'remove key':
      return { kind, key };
  }
}

function context(random: Random, least: number, most: number): Record<string, string> {
  return Object.fromEntries(random.some(FEATURES, least, most).map((feature) => [feature, random.pick(VALUES)]));
}

/** All settings half of the time, so that an answer depends on everything that changes. */
function names(random: Random): string[] | undefined {
  return random.happens(0.5) ? undefined : random.some([...NAMES, ...ALIASES], 1, 3);
}

function filters(random: Random): string {
  if (random.happens(0.4)) return '*';
  const each = random.some(FEATURES, 1, 4).map((feature) => `${feature}:${random.pick(['*', '(x)', '(x,y)'])}`);
  return each.join();
}

/** A setting and conditions, with this probability those of a recent rule. */
function ruleAddress(random: Random, known: Known, knownProbability: number): Omit<KnownRule, 'id'> {
  const { setting, conditions } = recentRule(random, known);
  if (random.happens(knownProbability)) return { setting, conditions };
  return { setting: anyName(random), conditions: context(random, 1, 2) };
}

function recentRule(random: Random, { rules }: Known): KnownRule {
  return random.pick([NO_RULE, ...rules.slice(-RECENT_RULES)]);
}

const NO_RULE: KnownRule = { id: 1_000_000, setting: 'no_setting', conditions: { nothing: 'x' } };
