import { printJson, type JsonValue } from '@heksher/domain';
import type { FeatureValues } from '../api/types.js';
import { words } from '../words/en.js';
import { otherNames, readRule, ruleCount, textOf, type Entry } from './entry.js';

/** How the parts of a sentence are shown. */
export interface Printer<Part> {
  /** `isThere`: whether the change has left a setting of this name. */
  setting: (name: string, isThere: boolean) => Part;
  rule: (featureValues: FeatureValues) => Part;
  value: (value: JsonValue) => Part;
  name: (name: string) => Part;
}

export interface Description<Part> {
  sentence: (string | Part)[];
  /** The attributes whose difference the sentence says. */
  told: string[];
}

const LONGEST_IN_SENTENCE = 60;

/** Whether a value is short enough to be part of a sentence. */
export function isInline(value: JsonValue | undefined): value is JsonValue {
  if (value === undefined || (typeof value === 'string' && value.includes('\n'))) return false;
  return (
    (typeof value !== 'object' || value === null || sizeOf(value) <= 8) &&
    printJson(value).length <= LONGEST_IN_SENTENCE
  );
}

function sizeOf(value: object): number {
  return Object.keys(value).length;
}

/** What an entry of a change says, in words. */
export function describe<Part>(entry: Entry, print: Printer<Part>): Description<Part> {
  return describeRule(entry, print) ?? describeSetting(entry, print) ?? describeOther(entry, print);
}

const { did } = words.changes;

function describeRule<Part>({ action, before, after }: Entry, print: Printer<Part>): Description<Part> | undefined {
  const [old, now] = [readRule(before), readRule(after)];
  const some = now ?? old;
  if (!some) return undefined;
  const rule = print.rule(some.featureValues);
  const setting = print.setting(some.setting, true);
  const inline = (value: JsonValue | undefined) => (isInline(value) ? print.value(value) : undefined);
  const [oldValue, newValue] = [inline(old?.value), inline(now?.value)];
  if (!old) return { sentence: did.ruleCreated(rule, newValue, setting), told: toldOfRule(newValue) };
  if (!now) return { sentence: did.ruleDeleted(rule, oldValue, setting), told: toldOfRule(oldValue) };
  switch (action) {
    case 'rule.moved': {
      const sentence = did.ruleMoved(print.rule(old.featureValues), rule, setting);
      return { sentence, told: ['feature_values'] };
    }
    case 'rule.metadata_changed':
      return { sentence: did.ruleMetadataChanged(rule, setting), told: [] };
    case 'rule.value_changed': {
      const isTold = oldValue !== undefined && newValue !== undefined;
      return { sentence: did.ruleValueChanged(rule, setting, oldValue, newValue), told: isTold ? ['value'] : [] };
    }
    default:
      return { sentence: did.ruleChanged(rule, setting), told: [] };
  }
}

function toldOfRule(value: unknown): string[] {
  return value === undefined ? ['feature_values'] : ['feature_values', 'value'];
}

function describeSetting<Part>(entry: Entry, print: Printer<Part>): Description<Part> | undefined {
  const { action, before, after } = entry;
  if (!action.startsWith('setting.')) return undefined;
  const [old, now] = [textOf(before, 'name'), textOf(after, 'name')];
  const setting = print.setting(now === '' ? old : now, now !== '');
  const text = (state: JsonValue, member: string) => print.name(textOf(state, member));
  switch (action) {
    case 'setting.created':
      return { sentence: did.settingCreated(setting, ruleCount(after)), told: ['name'] };
    case 'setting.deleted':
      return { sentence: did.settingDeleted(setting, ruleCount(before)), told: ['name'] };
    case 'setting.upgraded':
      return { sentence: did.settingUpgraded(setting, text(after, 'version')), told: [] };
    case 'setting.version_raised': {
      const sentence = did.versionRaised(setting, text(before, 'version'), text(after, 'version'));
      return { sentence, told: ['version'] };
    }
    case 'setting.renamed':
      return { sentence: did.renamed(print.name(old), setting), told: ['name'] };
    case 'setting.type_changed': {
      const [from, to] = [textOf(before, 'type'), textOf(after, 'type')];
      const isShort = isInline(from) && isInline(to);
      const part = (type: string) => (isShort ? print.name(type) : undefined);
      return { sentence: did.typeChanged(setting, part(from), part(to)), told: isShort ? ['type'] : [] };
    }
    default:
      return { sentence: attributeSentence(entry, setting, print) ?? did.settingChanged(setting), told: [] };
  }
}

function attributeSentence<Part>(
  { action, before, after }: Entry,
  setting: Part,
  print: Printer<Part>,
): (string | Part)[] | undefined {
  const aliases = (list: JsonValue, than: JsonValue) => otherNames(aliasesOf(list), aliasesOf(than));
  switch (action) {
    case 'setting.alias_added':
      return did.aliasAdded(print.name(aliases(after, before).join(', ')), setting);
    case 'setting.alias_removed':
      return did.aliasRemoved(print.name(aliases(before, after).join(', ')), setting);
    case 'setting.configurable_features_changed':
      return did.featuresChanged(setting);
    case 'setting.metadata_changed':
      return did.metadataChanged(setting);
    default:
      return undefined;
  }
}

function aliasesOf(state: JsonValue): JsonValue {
  return typeof state === 'object' && state !== null && 'aliases' in state ? (state.aliases as JsonValue) : [];
}

function describeOther<Part>({ action, before, after }: Entry, print: Printer<Part>): Description<Part> {
  const token = () => print.name(textOf(after, 'name') || textOf(before, 'name'));
  switch (action) {
    case 'context_feature.added':
      return { sentence: did.featureAdded(print.name(otherNames(after, before).join(', '))), told: [] };
    case 'context_feature.deleted':
      return { sentence: did.featureDeleted(print.name(otherNames(before, after).join(', '))), told: [] };
    case 'context_feature.moved':
      return { sentence: did.featuresMoved(), told: [] };
    case 'context_features.adapted':
      return { sentence: did.featuresAdapted(), told: [] };
    case 'token.created':
      return { sentence: did.tokenCreated(token()), told: ['name'] };
    case 'token.changed':
      return { sentence: did.tokenChanged(token()), told: [] };
    case 'token.rotated':
      return { sentence: did.tokenRotated(token()), told: ['name'] };
    case 'token.deleted':
      return { sentence: did.tokenDeleted(token()), told: ['name'] };
    case 'schema.migrated':
      return { sentence: did.migrated(), told: [] };
    case 'schema.repaired':
      return { sentence: did.repaired(), told: [] };
    case 'external':
      return { sentence: did.external(), told: [] };
    case 'state.restored':
      return { sentence: did.restored(), told: [] };
    default:
      return { sentence: did.unknown(action), told: [] };
  }
}
