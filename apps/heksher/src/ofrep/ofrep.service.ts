import { Injectable } from '@nestjs/common';
import type { Context } from '@heksher/domain';
import { RulesetCache, assertAllFound, byAnyName, type Reading } from '@heksher/persistence';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { printFlag, printMissingFlag } from './print-flag.js';

/** Which flags are asked for, and in which context. */
export interface FlagsRequest {
  /** Keys; undefined for all names and aliases. */
  keys: readonly string[] | undefined;
  /** What the key of each flag that is answered begins with. */
  prefix: string;
  attributes: Context;
}

const TARGETING_KEY = 'targetingKey';

/** Answers settings as feature flags, each as JSON text. */
@Injectable()
export class OfrepService {
  private readonly settings: HeksherConfig['ofrep'];

  constructor(
    private readonly rulesets: RulesetCache,
    @InjectConfig() { ofrep }: HeksherConfig,
  ) {
    this.settings = ofrep;
  }

  /** One flag, of a state that may be stale. Throws `not-found` where no setting has the key as its name or alias. */
  async evaluate(key: string, attributes: Context): Promise<{ flag: string; reading: Reading }> {
    const reading = await this.rulesets.readOrStale([key]);
    return { flag: this.flagOf(reading, key, attributes), reading };
  }

  /** As `evaluate`, right after the rulesets were synchronized; undefined if the setting is not cached. */
  evaluateCached(key: string, attributes: Context): string | undefined {
    const reading = this.rulesets.readCached([key]);
    return reading && this.flagOf(reading, key, attributes);
  }

  /**
   * Many flags, in the order of their keys and all of one state, which may be stale: one for each name and alias, or for
   * each key asked for.
   */
  async evaluateAll({ keys, prefix, attributes }: FlagsRequest): Promise<{ flags: string[]; reading: Reading }> {
    const reading = await this.rulesets.readOrStale(keys);
    const { settings } = reading;
    const found = byAnyName(settings);
    const all = keys ?? settings.flatMap(({ setting }) => [setting.name, ...setting.aliases]);
    const wanted = [...new Set(all)].filter((key) => key.startsWith(prefix)).sort();
    const context = this.withTargetingKey(attributes);
    const flags = wanted.map((key) => {
      const setting = found.get(key);
      return setting ? printFlag(setting, { ...this.settings, key, context }) : printMissingFlag(key);
    });
    return { flags, reading };
  }

  private flagOf(reading: Reading, key: string, attributes: Context): string {
    assertAllFound(reading);
    const [found] = reading.settings;
    if (!found) throw new Error('a reading in which all is found has no setting');
    return printFlag(found, { ...this.settings, key, context: this.withTargetingKey(attributes) });
  }

  /** The targeting key stands for the feature that it is configured for, unless the context names that itself. */
  private withTargetingKey(attributes: Context): Context {
    const { targetingKeyFeature: feature } = this.settings;
    const targetingKey = attributes.get(TARGETING_KEY);
    if (feature === undefined || targetingKey === undefined || attributes.has(feature)) return attributes;
    return new Map(attributes).set(feature, targetingKey);
  }
}
