import {
  FEATURE_NAME,
  SETTING_NAME_OR_ALIAS,
  assertName,
  invalid,
  isJsonNumber,
  isJsonObject,
  locate,
  parseConditions,
  parseMetadata,
  parseSettingType,
  parseVersion,
  printJson,
  type Condition,
  type JsonObject,
  type JsonValue,
  type SettingType,
  type Version,
} from '@heksher/domain';
import { whyNotNames } from '../http/body/validators.js';

type NameRule = typeof SETTING_NAME_OR_ALIAS;

/** The members of a JSON object, read one by one. Each method throws `invalid` with the member's place. */
export class Members {
  private readonly members: ReadonlyMap<string, JsonValue>;

  /** Throws `invalid` if there is a member with another name than these. */
  constructor(object: JsonObject, names: readonly string[]) {
    this.members = new Map(Object.entries(object));
    for (const name of this.members.keys()) {
      if (!names.includes(name)) {
        throw invalid(`there is no member ${shorten(name)} here: the members are ${names.join(', ')}`, {
          path: [name],
        });
      }
    }
  }

  has(name: string): boolean {
    return this.members.has(name);
  }

  /** Any value; throws if it is absent. */
  value(name: string): JsonValue {
    const value = this.members.get(name);
    if (value === undefined) throw invalid(`${name} is required`, { path: [name] });
    return value;
  }

  text(name: string): string {
    const value = this.value(name);
    if (typeof value !== 'string') throw invalid(`${name} must be a string`, { path: [name] });
    return value;
  }

  name(name: string, rule: NameRule): string {
    const text = this.text(name);
    assertName(rule, text, { path: [name] });
    return text;
  }

  /** A name or alias of a setting. */
  setting(name = 'setting'): string {
    return this.name(name, SETTING_NAME_OR_ALIAS);
  }

  /** False if it is absent. */
  flag(name: string): boolean {
    const value = this.members.get(name) ?? false;
    if (typeof value !== 'boolean') throw invalid(`${name} must be true or false`, { path: [name] });
    return value;
  }

  /** A whole number that is not negative. */
  count(name: string): number {
    const value = this.value(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    const shown = isJsonNumber(value) ? `, not ${shorten(printJson(value))}` : '';
    throw invalid(`${name} must be a whole number${shown}`, { path: [name] });
  }

  object(name: string): JsonObject {
    const value = this.value(name);
    if (!isJsonObject(value)) throw invalid(`${name} must be a JSON object`, { path: [name] });
    return value;
  }

  /** Conditions of a rule; none from an empty object. */
  conditions(name: string): Condition[] {
    const featureValues = this.object(name);
    return Object.keys(featureValues).length === 0 ? [] : parseConditions(featureValues, [name]);
  }

  metadata(name = 'metadata'): JsonObject {
    return parseMetadata(this.object(name), [name]);
  }

  features(name: string): string[] {
    const value = this.value(name);
    const fault = whyNotNames(FEATURE_NAME, value);
    if (fault !== undefined) throw invalid(`${name} ${fault}`, { path: [name] });
    return value as string[];
  }

  type(name: string): SettingType {
    const text = this.text(name);
    return locate({ path: [name] }, () => parseSettingType(text));
  }

  version(name: string): Version {
    const text = this.text(name);
    return locate({ path: [name] }, () => parseVersion(text));
  }
}

function shorten(text: string): string {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return JSON.stringify(shown);
}
