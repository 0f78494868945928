import { storedMetadata } from '../metadata.js';
import type { JsonValue } from '../json.js';
import type { Setting } from '../setting.js';
import { CHANGED_SINCE, type HistoryConflict } from './conflict.js';
import { allNames, withNames } from './target.js';
import { attributesOf, differing, judgeThree, metadataKey } from './three-way.js';

/** A change of a setting. */
interface Changed {
  before: Setting;
  after: Setting;
  /** Whether another setting had a name before the change. */
  isOfAnother: (name: string) => boolean;
}

/** The setting once a change of it is taken back from what it is now. Adds what is in the way to `conflicts`. */
export function undoneSetting(changed: Changed, now: Setting, conflicts: HistoryConflict[]): Setting {
  const { before, after } = changed;
  const [old, made, present] = [before, after, now].map(attributesOf) as [Attributes, Attributes, Attributes];
  let setting = undoneNames(changed, now, conflicts);
  for (const attribute of new Set([...old.keys(), ...made.keys()])) {
    const three = { before: old.get(attribute), after: made.get(attribute), now: present.get(attribute) };
    const verdict = judgeThree(three);
    if (verdict === 'before') setting = withAttribute(setting, attribute, before);
    if (verdict === 'conflict') {
      conflicts.push({ setting: now.name, attribute, expected: three.after, actual: three.now, reason: CHANGED_SINCE });
    }
  }
  return setting;
}

type Attributes = Map<string, JsonValue>;

function withAttribute(setting: Setting, attribute: string, from: Setting): Setting {
  const key = metadataKey(attribute);
  if (key !== undefined) {
    const others = Object.entries(setting.metadata).filter(([other]) => other !== key);
    const old = Object.entries(from.metadata).filter(([other]) => other === key);
    return { ...setting, metadata: storedMetadata(Object.fromEntries([...others, ...old])) };
  }
  switch (attribute) {
    case 'type':
      return { ...setting, type: from.type };
    case 'default_value':
      return { ...setting, defaultValue: from.defaultValue };
    case 'version':
      return { ...setting, version: from.version };
    default:
      return { ...setting, configurableFeatures: from.configurableFeatures };
  }
}

/** A rename is taken back, but the name that the setting had stays as an alias, unless it was another's before. */
function undoneNames({ before, after, isOfAnother }: Changed, now: Setting, conflicts: HistoryConflict[]): Setting {
  const verdict = judgeThree({ before: before.name, after: after.name, now: now.name });
  if (verdict === 'conflict') {
    const differing = { attribute: 'name', expected: after.name, actual: now.name };
    conflicts.push({ setting: now.name, ...differing, reason: CHANGED_SINCE });
  }
  const name = verdict === 'before' ? before.name : now.name;
  const stays = before.name === after.name || isOfAnother(after.name) ? undefined : after.name;
  const gone = without(allNames(before), allNames(after));
  const added = without(allNames(after), allNames(before)).filter((other) => other !== stays);
  if (added.includes(name)) {
    const differing = { attribute: 'aliases', expected: after.aliases, actual: now.aliases };
    conflicts.push({ setting: now.name, ...differing, reason: CHANGED_SINCE });
  }
  return withNames(now, name, [...without(allNames(now), added), ...gone]);
}

function without(names: readonly string[], others: readonly string[]): string[] {
  return names.filter((name) => !others.includes(name));
}

/** Everything in which a setting differs from what a change has made of it: its names, attributes and rules. */
export function differencesFromCreated(
  created: Setting,
  { setting: now, rules }: { setting: Setting; rules: { own: readonly number[]; all: readonly number[] } },
): HistoryConflict[] {
  const withAliases = (setting: Setting) =>
    new Map<string, JsonValue>([['name', setting.name], ['aliases', setting.aliases], ...attributesOf(setting)]);
  const differences = differing(withAliases(created), withAliases(now));
  const hasOthers = rules.all.some((id) => !rules.own.includes(id));
  if (hasOthers) differences.push({ attribute: 'rules', expected: [...rules.own], actual: [...rules.all] });
  return differences.map((one) => ({ setting: now.name, ...one, reason: CHANGED_SINCE }));
}
