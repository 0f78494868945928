import { Injectable } from '@nestjs/common';
import { evaluateFlag, withTargetingKey, type Context, type FlagEvaluation, type Setting } from '@heksher/domain';
import {
  RulesetCache,
  assertAllFound,
  byAnyName,
  type Freshness,
  type LoadedSetting,
  type Reading,
} from '@heksher/persistence';
import { winnersOf, type Uses } from '../counting/uses.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';

/** Which flags are to be evaluated, and in which context. */
export interface FlagsRequest {
  /** Undefined for all names and aliases. */
  keys: readonly string[] | undefined;
  /** The prefix of the keys of the evaluated flags. */
  prefix: string;
  attributes: Context;
  freshness: Freshness;
}

/** A setting evaluated under one of its names. */
export interface Flag extends FlagEvaluation {
  /** The name or alias that was asked for. */
  key: string;
  setting: Setting;
}

/** A key that is no setting's name or alias. */
export interface UnknownFlag {
  key: string;
  setting: undefined;
}

/** Evaluated flags in the order of their keys, and the reading that they are of. */
export interface EvaluatedFlags {
  flags: (Flag | UnknownFlag)[];
  reading: Reading;
}

/** What an answer with flags counts as. */
export function usesOf(flags: readonly (Flag | UnknownFlag)[]): Uses {
  const known = flags.filter((flag): flag is Flag => flag.setting !== undefined);
  return { kind: 'ofrep', names: known.map(({ key }) => key), rules: winnersOf(known) };
}

/** Evaluates settings as feature flags. */
@Injectable()
export class OfrepService {
  private readonly config: HeksherConfig['ofrep'];

  constructor(
    private readonly rulesets: RulesetCache,
    @InjectConfig() { ofrep }: HeksherConfig,
  ) {
    this.config = ofrep;
  }

  /** One flag, of a reading that may be stale. Throws `not-found` if the key is no setting's name or alias. */
  async evaluate(key: string, attributes: Context, freshness: Freshness): Promise<{ flag: Flag; reading: Reading }> {
    const reading = await this.rulesets.readOrStale([key], { freshness });
    return { flag: this.onlyFlag(reading, key, attributes), reading };
  }

  /** As `evaluate`, from memory right after the rulesets were synchronized; undefined if the setting isn't cached. */
  evaluateCached(key: string, attributes: Context): Flag | undefined {
    const reading = this.rulesets.readCached([key]);
    return reading && this.onlyFlag(reading, key, attributes);
  }

  /** One flag for each key, or for each name and alias, all of one reading, which may be stale. */
  async evaluateAll({ keys, prefix, attributes, freshness }: FlagsRequest): Promise<EvaluatedFlags> {
    const reading = await this.rulesets.readOrStale(keys, { freshness });
    const { settings } = reading;
    const found = byAnyName(settings);
    const all = keys ?? settings.flatMap(({ setting }) => [setting.name, ...setting.aliases]);
    const wanted = [...new Set(all)].filter((key) => key.startsWith(prefix)).sort();
    const context = withTargetingKey(attributes, this.config.targetingKeyFeature);
    const flags = wanted.map((key) => {
      const one = found.get(key);
      return one ? this.flagOf(one, key, context) : { key, setting: undefined };
    });
    return { flags, reading };
  }

  private onlyFlag(reading: Reading, key: string, attributes: Context): Flag {
    assertAllFound(reading);
    const [found] = reading.settings;
    if (!found) throw new Error('a reading that found all names has no setting');
    return this.flagOf(found, key, withTargetingKey(attributes, this.config.targetingKeyFeature));
  }

  private flagOf({ setting, ruleset }: LoadedSetting, key: string, context: Context): Flag {
    return { key, setting, ...evaluateFlag(ruleset, context, this.config.areReasonsStrict) };
  }
}
