import { FaultList } from '../fault-list.js';
import { invalid } from '../errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import { Members } from '../members.js';
import { FEATURE_NAME, SETTING_ALIAS, SETTING_NAME, assertName, whyNotNames } from '../names.js';
import { conditionsKey, describeConditions } from '../rule.js';
import { accepts, conform } from '../setting-type/accepts.js';
import { printSettingType } from '../setting-type/print.js';
import { FIRST_VERSION } from '../version.js';
import { DOCUMENT_FORMAT, isInScope, type Document, type DocumentRule, type DocumentSetting } from './document.js';

const MEMBERS = ['format', 'scope', 'context_features', 'settings'];
const SETTING_MEMBERS = [
  'type',
  'default_value',
  'configurable_features',
  'version',
  'metadata',
  'aliases',
  'rules',
] as const;
const RULE_MEMBERS = ['when', 'value', 'metadata'];

/**
 * Reads a document, in steps. Throws `invalid` with its faults, at most 100, each with its path in the document. Faults that
 * only the stored settings show are found by `planDocument`.
 */
export function* readDocument(value: JsonValue): Generator<void, Document> {
  const faults = new FaultList();
  const head = faults.try([], () => readHead(value));
  const settings: DocumentSetting[] = [];
  for (const [name, one] of Object.entries(head?.settings ?? {})) {
    const setting = faults.try(['settings', name], () => readSetting(name, one, head?.prefixes));
    if (setting) settings.push({ ...setting, rules: yield* readRules(one as JsonObject, setting, faults) });
    if (faults.isFull) break;
    yield;
  }
  faults.assertNone();
  return { prefixes: head?.prefixes, features: head?.features, settings };
}

function readHead(value: JsonValue): Omit<Document, 'settings'> & { settings: JsonObject } {
  if (!isJsonObject(value)) throw invalid('a document must be an object', { path: [] });
  const members = new Members(value, MEMBERS);
  if (members.text('format') !== DOCUMENT_FORMAT) {
    throw invalid(`format must be ${JSON.stringify(DOCUMENT_FORMAT)}`, { path: ['format'] });
  }
  const features = members.has('context_features') ? readNames(members, 'context_features', FEATURE_NAME) : undefined;
  return {
    prefixes: members.has('scope') ? readScope(members.object('scope')) : undefined,
    features,
    settings: members.object('settings'),
  };
}

function readScope(scope: JsonObject): string[] {
  const members = new Members(scope, ['prefixes'], ['scope']);
  const prefixes = members.value('prefixes');
  const isList = Array.isArray(prefixes) && prefixes.length > 0 && prefixes.every((one) => typeof one === 'string');
  if (!isList) throw invalid('prefixes must be an array of at least one string', { path: ['scope', 'prefixes'] });
  return prefixes as string[];
}

function readSetting(
  name: string,
  value: JsonValue,
  prefixes: readonly string[] | undefined,
): Omit<DocumentSetting, 'rules'> {
  assertName(SETTING_NAME, name, { path: [] });
  if (!isInScope(name, prefixes)) {
    throw invalid(`the setting ${name} is outside the scope of the document`, { path: [] });
  }
  if (!isJsonObject(value)) throw invalid(`the setting ${name} must be an object`, { path: [] });
  const members = new Members(value, SETTING_MEMBERS);
  const type = members.type('type');
  const defaultValue = members.value('default_value');
  if (!accepts(type, defaultValue)) {
    throw invalid(`the default value is not of the type ${printSettingType(type)}`, { path: ['default_value'] });
  }
  return {
    name,
    type,
    defaultValue: conform(type, defaultValue),
    configurableFeatures: members.features('configurable_features'),
    version: members.has('version') ? members.version('version') : FIRST_VERSION,
    metadata: members.has('metadata') ? members.metadata() : undefined,
    aliases: members.has('aliases') ? readNames(members, 'aliases', SETTING_ALIAS) : undefined,
  };
}

/** An array of names, which may be empty. */
function readNames(members: Members, member: string, rule: typeof SETTING_ALIAS): string[] {
  const value = members.value(member);
  if (Array.isArray(value) && value.length === 0) return [];
  const fault = whyNotNames(rule, value);
  if (fault !== undefined) throw invalid(`${member} ${fault}`, { path: [member] });
  return value as string[];
}

/** The rules of a setting. Faults in them are noted, each rule on its own. */
function* readRules(
  setting: JsonObject,
  { name }: Pick<DocumentSetting, 'name'>,
  faults: FaultList,
): Generator<void, DocumentRule[] | undefined> {
  if (!Object.hasOwn(setting, 'rules')) return undefined;
  const list = setting.rules;
  const path = ['settings', name, 'rules'];
  if (!Array.isArray(list)) {
    faults.try(path, () => {
      throw invalid('rules must be an array', { path: [] });
    });
    return [];
  }
  const rules: DocumentRule[] = [];
  const places = new Map<string, number>();
  for (const [at, one] of list.entries()) {
    const rule = faults.try([...path, at], () => readRule(one, at, places));
    if (rule) rules.push(rule);
    if (faults.isFull) break;
    if (at % 100 === 99) yield;
  }
  return rules;
}

function readRule(value: JsonValue, at: number, places: Map<string, number>): DocumentRule {
  if (!isJsonObject(value)) throw invalid('a rule must be an object', { path: [] });
  const members = new Members(value, RULE_MEMBERS);
  const conditions = members.conditions('when');
  const key = conditionsKey(conditions);
  const twin = places.get(key);
  if (twin !== undefined) {
    const which = conditions.length === 0 ? 'no conditions' : `the conditions ${describeConditions(conditions)}`;
    throw invalid(`rule ${twin} of the setting has ${which}, too`, { path: ['when'] });
  }
  places.set(key, at);
  return {
    conditions,
    value: members.value('value'),
    metadata: members.has('metadata') ? members.metadata() : undefined,
  };
}
