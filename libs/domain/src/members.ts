import { invalid, locate, type Path } from './errors.js';
import { isJsonNumber, isJsonObject, printJson, type JsonObject, type JsonValue } from './json.js';
import { parseMetadata } from './metadata.js';
import { FEATURE_NAME, SETTING_NAME_OR_ALIAS, assertName, whyNotNames } from './names.js';
import { parseConditions, type Condition } from './rule.js';
import { parseSettingType } from './setting-type/parse.js';
import type { SettingType } from './setting-type/setting-type.js';
import { parseVersion, type Version } from './version.js';

type NameRule = typeof SETTING_NAME_OR_ALIAS;

/** The members of a JSON object, read one by one. Each method throws `invalid` with the member's place. */
export class Members {
  private readonly members: ReadonlyMap<string, JsonValue>;

  /** `at` leads to the object. Throws `invalid` if there is a member with another name than these. */
  constructor(
    object: JsonObject,
    names: readonly string[],
    private readonly at: Path = [],
  ) {
    this.members = new Map(Object.entries(object));
    for (const name of this.members.keys()) {
      if (!names.includes(name)) {
        const message = `there is no member ${shorten(name)} here: the members are ${names.join(', ')}`;
        throw invalid(message, this.place(name));
      }
    }
  }

  has(name: string): boolean {
    return this.members.has(name);
  }

  /** Any value; throws if it is absent. */
  value(name: string): JsonValue {
    const value = this.members.get(name);
    if (value === undefined) throw invalid(`${name} is required`, this.place(name));
    return value;
  }

  text(name: string): string {
    const value = this.value(name);
    if (typeof value !== 'string') throw invalid(`${name} must be a string`, this.place(name));
    return value;
  }

  name(name: string, rule: NameRule): string {
    const text = this.text(name);
    assertName(rule, text, this.place(name));
    return text;
  }

  /** A name or alias of a setting. */
  setting(name = 'setting'): string {
    return this.name(name, SETTING_NAME_OR_ALIAS);
  }

  /** False if it is absent. */
  flag(name: string): boolean {
    const value = this.members.get(name) ?? false;
    if (typeof value !== 'boolean') throw invalid(`${name} must be true or false`, this.place(name));
    return value;
  }

  /** A whole number that is not negative. */
  count(name: string): number {
    const value = this.value(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    const shown = isJsonNumber(value) ? `, not ${shorten(printJson(value))}` : '';
    throw invalid(`${name} must be a whole number${shown}`, this.place(name));
  }

  object(name: string): JsonObject {
    const value = this.value(name);
    if (!isJsonObject(value)) throw invalid(`${name} must be a JSON object`, this.place(name));
    return value;
  }

  /** Conditions of a rule; none from an empty object. */
  conditions(name: string): Condition[] {
    const featureValues = this.object(name);
    return Object.keys(featureValues).length === 0 ? [] : parseConditions(featureValues, this.place(name).path);
  }

  metadata(name = 'metadata'): JsonObject {
    return parseMetadata(this.object(name), this.place(name).path);
  }

  features(name: string): string[] {
    const value = this.value(name);
    const fault = whyNotNames(FEATURE_NAME, value);
    if (fault !== undefined) throw invalid(`${name} ${fault}`, this.place(name));
    return value as string[];
  }

  type(name: string): SettingType {
    const text = this.text(name);
    return locate(this.place(name), () => parseSettingType(text));
  }

  version(name: string): Version {
    const text = this.text(name);
    return locate(this.place(name), () => parseVersion(text));
  }

  private place(name: string): { path: Path } {
    return { path: [...this.at, name] };
  }
}

function shorten(text: string): string {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return JSON.stringify(shown);
}
