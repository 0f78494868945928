import {
  FEATURE_NAME,
  Members,
  SETTING_ALIAS,
  SETTING_NAME,
  assertConsistent,
  conform,
  invalid,
  isJsonNumber,
  numberText,
  isJsonObject,
  type Declaration,
  type FeaturePlace,
  type JsonObject,
  type JsonValue,
  type Operation,
  type RuleTarget,
  type SettingChanges,
  type WrittenRule,
} from '@heksher/domain';

interface Reader {
  /** The names of the operation's members, without `op` and `if_match`. */
  members: readonly string[];
  read: (members: Members) => Operation;
}

const TARGET = ['rule_id', 'setting', 'feature_values'];
const RULE = ['setting', 'feature_values', 'value', 'metadata'];
const ATTRIBUTES = ['type', 'default_value', 'configurable_features', 'metadata', 'version'];

/** Each operation of the API. */
export const READERS = {
  'rule.set': { members: RULE, read: (members) => ({ op: 'rule.set', rule: readRule(members) }) },
  'rule.create': { members: RULE, read: (members) => ({ op: 'rule.create', rule: readRule(members) }) },
  'rule.change': { members: [...TARGET, 'value', 'metadata', 'new_feature_values'], read: readRuleChange },
  'rule.delete': {
    members: [...TARGET, 'if_exists'],
    read: (members) => ({ op: 'rule.delete', target: readTarget(members), ifExists: members.flag('if_exists') }),
  },
  'setting.declare': {
    members: ['name', 'alias', ...ATTRIBUTES],
    read: (members) => ({ op: 'setting.declare', declaration: readDeclaration(members) }),
  },
  'setting.change': {
    members: ['setting', 'name', ...ATTRIBUTES],
    read: (members) => ({ op: 'setting.change', setting: members.setting(), changes: readChanges(members) }),
  },
  'setting.delete': {
    members: ['setting', 'if_exists'],
    read: (members) => ({ op: 'setting.delete', setting: members.setting(), ifExists: members.flag('if_exists') }),
  },
  'alias.add': {
    members: ['setting', 'alias'],
    read: (members) => ({ op: 'alias.add', setting: members.setting(), alias: members.name('alias', SETTING_ALIAS) }),
  },
  'alias.delete': {
    members: ['setting', 'alias'],
    read: (members) => ({ op: 'alias.delete', setting: members.setting(), alias: members.setting('alias') }),
  },
  'context_feature.add': {
    members: ['context_feature'],
    read: (members) => ({ op: 'context_feature.add', feature: readFeature(members) }),
  },
  'context_feature.move': {
    members: ['context_feature', 'to_after', 'to_before'],
    read: (members) => ({ op: 'context_feature.move', feature: readFeature(members), place: readPlace(members) }),
  },
  'context_feature.delete': {
    members: ['context_feature'],
    read: (members) => ({ op: 'context_feature.delete', feature: readFeature(members) }),
  },
} as const satisfies Record<string, Reader>;

const BY_NAME = new Map<string, Reader>(Object.entries(READERS));

/** An operation of a change set, and the entity tags that it needs. */
export interface ReadOperation {
  operation: Operation;
  /** As in the header `If-Match`. */
  ifMatch: string | undefined;
}

/** Reads an operation. Throws `invalid`, with a path that begins at the operation. */
export function readOperation(value: JsonValue): ReadOperation {
  if (!isJsonObject(value)) throw invalid('an operation must be a JSON object', { path: [] });
  const reader = readerOf(value);
  const members = new Members(value, ['op', ...reader.members, 'if_match']);
  const ifMatch = members.has('if_match') ? members.text('if_match') : undefined;
  return { operation: reader.read(members), ifMatch };
}

function readerOf({ op }: JsonObject): Reader {
  const reader = typeof op === 'string' ? BY_NAME.get(op) : undefined;
  if (reader) return reader;
  throw invalid(`op must be one of ${[...BY_NAME.keys()].join(', ')}`, { path: ['op'] });
}

function readRule(members: Members): WrittenRule {
  return {
    setting: members.setting(),
    conditions: members.conditions('feature_values'),
    value: members.value('value'),
    ...(members.has('metadata') && { metadata: members.metadata() }),
  };
}

function readRuleChange(members: Members): Operation {
  return {
    op: 'rule.change',
    target: readTarget(members),
    ...(members.has('value') && { value: members.value('value') }),
    ...(members.has('metadata') && { metadata: { replace: members.metadata() } }),
    ...(members.has('new_feature_values') && { conditions: members.conditions('new_feature_values') }),
  };
}

function readTarget(members: Members): RuleTarget {
  const isByPlace = members.has('setting') || members.has('feature_values');
  if (members.has('rule_id') === isByPlace) {
    throw invalid('a rule is named by rule_id, or by setting and feature_values', { path: [] });
  }
  if (isByPlace) return { setting: members.setting(), conditions: members.conditions('feature_values') };
  return { id: readRuleId(members.value('rule_id')) };
}

function readRuleId(value: JsonValue): { value: number; text: string } {
  const text = isJsonNumber(value) ? numberText(value) : '';
  if (!/^[1-9]\d*$/.test(text)) throw invalid('rule_id must be a positive integer', { path: ['rule_id'] });
  return { value: Number(text), text };
}

function readDeclaration(members: Members): Declaration {
  const type = members.type('type');
  const alias = members.has('alias') && members.value('alias') !== null ? members.setting('alias') : undefined;
  const declaration: Declaration = {
    name: members.name('name', SETTING_NAME),
    alias,
    type,
    defaultValue: conform(type, members.value('default_value')),
    configurableFeatures: members.features('configurable_features'),
    metadata: members.has('metadata') ? members.metadata() : {},
    version: members.has('version') ? members.version('version') : { major: 1, minor: 0 },
  };
  assertConsistent(declaration);
  return declaration;
}

function readChanges(members: Members): SettingChanges {
  return {
    ...(members.has('name') && { name: members.name('name', SETTING_NAME) }),
    ...(members.has('type') && { type: members.type('type') }),
    ...(members.has('default_value') && { defaultValue: members.value('default_value') }),
    ...(members.has('configurable_features') && { configurableFeatures: members.features('configurable_features') }),
    ...(members.has('metadata') && { metadata: members.metadata() }),
    ...(members.has('version') && { version: members.version('version') }),
  };
}

function readFeature(members: Members): string {
  return members.name('context_feature', FEATURE_NAME);
}

function readPlace(members: Members): FeaturePlace {
  if (members.has('to_after') === members.has('to_before')) {
    throw invalid('exactly one of to_after and to_before is required', { path: [] });
  }
  if (members.has('to_after')) return { after: members.name('to_after', FEATURE_NAME) };
  return { before: members.name('to_before', FEATURE_NAME) };
}
