import { findRuleById, type Base, type BaseSetting, type Setting } from '@heksher/domain';
import { byAnyName, type LoadedSetting } from './loaded-settings.js';
import type { Reading } from './readings.js';

export interface PlanBaseParts {
  reading: Reading;
  /** The sequence of its revision. */
  sequence: string | undefined;
  /** The names that were read. */
  names: readonly string[];
  features: readonly string[];
  /** The canonical names of the settings that have the touched rules, by id. A rule that does not exist has none. */
  owners: ReadonlyMap<number, string>;
  /** Empty unless the plan touches every setting. */
  everySetting: readonly Setting[];
}

/** What a plan is made on: settings that were loaded, all of one revision. */
export class PlanBase implements Base {
  readonly features: readonly string[];
  readonly everySetting: readonly Setting[];
  private readonly byName: ReadonlyMap<string, LoadedSetting>;

  constructor(readonly parts: PlanBaseParts) {
    this.features = parts.features;
    this.everySetting = parts.everySetting;
    this.byName = byAnyName(parts.reading.settings);
  }

  /** Undefined if the database has lost its head. */
  get revision(): string | undefined {
    return this.parts.reading.revision;
  }

  /** The sequence of the revision; undefined if it is not known. */
  get sequence(): string | undefined {
    return this.parts.sequence;
  }

  get reading(): Reading {
    return this.parts.reading;
  }

  /** The names that were read. */
  get names(): readonly string[] {
    return this.parts.names;
  }

  find(name: string): BaseSetting | undefined {
    return this.byName.get(name);
  }

  findByRule(id: number): BaseSetting | undefined {
    const owner = this.parts.owners.get(id);
    const found = owner === undefined ? undefined : this.byName.get(owner);
    return found && findRuleById(found.ruleset, id) ? found : undefined;
  }

  /** Whether it has every rule of these ids. */
  hasRules(ids: readonly number[]): boolean {
    return ids.every((id) => this.findByRule(id) !== undefined);
  }
}
