import { compareCodePoints } from '../code-points.js';
import { storedMetadata } from '../metadata.js';
import type { BaseSetting } from '../planning/base.js';
import type { CompiledRule } from '../compiled-rule.js';
import { compileRuleset, findRuleById } from '../ruleset.js';
import { parseSettingType } from '../setting-type/parse.js';
import type { Setting } from '../setting.js';
import { readValue, readValueText } from '../stored-value.js';
import { FIRST_VERSION, parseVersion } from '../version.js';
import { recordOf, type SettingRecord } from './record.js';

/** A setting on its way back into the past. */
export class PastSetting {
  /** Every canonical name that it has had on the way, the present one included. */
  readonly names = new Set<string>();
  private changed: SettingRecord | undefined;
  /** The rules that differ from the present ones, by id; undefined for those that did not exist. */
  private readonly rules = new Map<number, CompiledRule | undefined>();

  /** `present` is the setting as it is now; undefined if it is deleted by now. Without a ruleset it has no rules here. */
  constructor(
    readonly present: { setting: Setting; ruleset?: BaseSetting['ruleset'] } | undefined,
    record?: SettingRecord,
  ) {
    this.changed = record;
    this.names.add(this.name);
  }

  get name(): string {
    return this.changed?.name ?? this.present?.setting.name ?? '';
  }

  /** All its names, the canonical one first. */
  get allNames(): string[] {
    const { name, aliases } = this.changed ?? (this.present as BaseSetting).setting;
    return [name, ...aliases];
  }

  /** The setting as it was stored. */
  get record(): SettingRecord {
    this.changed ??= recordOf((this.present as BaseSetting).setting);
    return this.changed;
  }

  /** Makes the setting what it was; its rules stay. */
  become(record: SettingRecord): void {
    this.changed = record;
    this.names.add(record.name);
  }

  findRule(id: number): CompiledRule | undefined {
    if (this.rules.has(id)) return this.rules.get(id);
    return this.present?.ruleset && findRuleById(this.present.ruleset, id);
  }

  writeRule(rule: CompiledRule): void {
    this.rules.set(rule.id, rule);
  }

  deleteRule(id: number): void {
    this.rules.set(id, undefined);
  }

  /**
   * The setting as it is read, by the context features of that time, in order. `isSameOrder` says that these are the present
   * ones. Throws `invalid` if what another program had written could not be read then.
   */
  read(features: readonly string[], isSameOrder: boolean): BaseSetting {
    const { present } = this;
    const isUnchanged = !this.changed && this.rules.size === 0 && isSameOrder;
    if (isUnchanged && present?.ruleset) return { setting: present.setting, ruleset: present.ruleset };
    const setting = this.readSetting(features);
    const kept = (present?.ruleset?.rules ?? []).filter(({ id }) => !this.rules.has(id));
    const written = [...this.rules.values()].filter((rule) => rule !== undefined);
    const place = new Map(features.map((feature, at) => [feature, at]));
    const rules = [...kept, ...written].map((rule) =>
      rule.with({ value: readValueText(rule.value, setting.type) }).inOrder((feature) => place.get(feature) ?? 0),
    );
    return { setting, ruleset: compileRuleset(setting, rules, features) };
  }

  /** The setting alone as it is read. Throws as `read`. */
  readSetting(features: readonly string[]): Setting {
    const { name, aliases, type: typeText, defaultValue, configurableFeatures, metadata, version } = this.record;
    const type = parseSettingType(typeText);
    const configurable = new Set(configurableFeatures);
    return {
      name,
      aliases: [...aliases].sort(compareCodePoints),
      type,
      defaultValue: readValue(defaultValue, type),
      configurableFeatures: features.filter((feature) => configurable.has(feature)),
      metadata: storedMetadata(metadata),
      version: version === null ? FIRST_VERSION : parseVersion(version),
    };
  }
}
