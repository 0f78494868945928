import { DomainError } from './errors.js';
import type { JsonObject, JsonValue } from './json.js';
import type { SettingType } from './setting-type/setting-type.js';
import type { Version } from './version.js';

/** A setting as it is stored. */
export interface Setting {
  /** The canonical name. */
  name: string;
  /** The other names it goes by, in the order of their code points. */
  aliases: string[];
  type: SettingType;
  defaultValue: JsonValue;
  /** The features that its rules may name, in feature order. */
  configurableFeatures: string[];
  metadata: JsonObject;
  version: Version;
}

/** The refusal of names that no setting has. */
export function unknownSettings(names: readonly string[]): DomainError {
  return new DomainError('not-found', noSettingIsCalled(names.map((name) => JSON.stringify(name))));
}

/** The sentence about names that no setting has, each as it is to be shown. */
export function noSettingIsCalled(names: readonly string[]): string {
  return `${names.length === 1 ? 'no setting is' : 'no settings are'} called ${names.join(', ')}`;
}
