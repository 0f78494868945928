import { DomainError } from './errors.js';
import type { JsonObject, JsonValue } from './json.js';
import type { SettingType } from './setting-type/setting-type.js';
import type { Version } from './version.js';

/** A stored setting. */
export interface Setting {
  /** The canonical name. */
  name: string;
  /** Its other names, in the order of their code points. */
  aliases: string[];
  type: SettingType;
  defaultValue: JsonValue;
  /** The features that its rules may use, in feature order. */
  configurableFeatures: string[];
  metadata: JsonObject;
  version: Version;
}

/** The refusal to read settings, some of whose names no setting has. A client finds these in `missing`. */
export function missingSettings(names: readonly string[]): DomainError {
  const { kind, message } = unknownSettings(names);
  return new DomainError(kind, message, [], { missing: names });
}

/** The refusal of names that no setting has. */
export function unknownSettings(names: readonly string[]): DomainError {
  return new DomainError('not-found', noSettingIsCalled(names.map((name) => JSON.stringify(name))));
}

/** The sentence about names that no setting has, each in its shown form. */
export function noSettingIsCalled(names: readonly string[]): string {
  return `${names.length === 1 ? 'no setting is' : 'no settings are'} called ${names.join(', ')}`;
}
