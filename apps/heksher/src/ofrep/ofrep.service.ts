import { Injectable } from '@nestjs/common';
import { evaluate, withTargetingKey, type Context } from '@heksher/domain';
import { RulesetCache, assertAllFound, onlyLoaded, type Freshness, type Reading } from '@heksher/persistence';
import { winnersOf, type Uses } from '../counting/uses.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import type { EvaluatedFlags, FlagSelection } from './flag-list.js';
import { FlagLists } from './flag-lists.js';

/** The share of the memory of the caches that lists of flags may take besides, that their texts may, and that answers may. */
export const FLAGS_SHARE = 1 / 32;

/** A flag in a context. */
export interface EvaluatedFlag {
  /** JSON text of a `FlagAnswer`. */
  text: string;
  /** What an answer with it counts as. */
  uses: Uses;
}

/** Evaluates settings as feature flags. */
@Injectable()
export class OfrepService {
  private readonly config: HeksherConfig['ofrep'];
  private readonly lists: FlagLists;

  constructor(
    private readonly rulesets: RulesetCache,
    @InjectConfig() { ofrep, cacheMemory }: HeksherConfig,
  ) {
    this.config = ofrep;
    this.lists = new FlagLists(rulesets, ofrep.areReasonsStrict, cacheMemory.bytes * FLAGS_SHARE);
  }

  /** One flag, of a reading that may be stale. Throws `not-found` if the key is no setting's name or alias. */
  async evaluate(
    key: string,
    attributes: Context,
    freshness: Freshness,
  ): Promise<{ flag: EvaluatedFlag; reading: Reading }> {
    const reading = await this.rulesets.readOrStale([key], { freshness });
    return { flag: this.onlyFlag(reading, key, attributes), reading };
  }

  /** As `evaluate`, from memory right after the rulesets were synchronized; undefined if the setting isn't cached. */
  evaluateCached(key: string, attributes: Context): EvaluatedFlag | undefined {
    const reading = this.rulesets.readCached([key]);
    return reading && this.onlyFlag(reading, key, attributes);
  }

  /** One flag for each key, or for each name and alias, all of one reading, which may be stale. */
  async evaluateAll(
    selection: FlagSelection,
    attributes: Context,
    freshness: Freshness,
  ): Promise<{ flags: EvaluatedFlags; reading: Reading }> {
    const reading = await this.rulesets.readOrStale(selection.keys, { freshness });
    return { flags: this.lists.listOf(reading, selection).evaluate(this.contextOf(attributes)), reading };
  }

  /**
   * As `evaluateAll`, from memory right after the rulesets were synchronized to a revision; undefined unless all settings are
   * cached. `select` reads the selection of a URL.
   */
  evaluateAllCached(
    {
      url,
      select,
      attributes,
    }: { url: string; select: (url: string) => FlagSelection | undefined; attributes: Context },
    revision: string,
  ): EvaluatedFlags | undefined {
    return this.lists.find(url, revision, select)?.evaluate(this.contextOf(attributes));
  }

  private onlyFlag(reading: Reading, key: string, attributes: Context): EvaluatedFlag {
    assertAllFound(reading);
    const one = onlyLoaded(reading);
    const evaluation = evaluate(one.ruleset, this.contextOf(attributes));
    const { text } = this.lists.textsOf(key, one).textFor(evaluation.rule);
    return { text, uses: { kind: 'ofrep', names: [key], rules: winnersOf([evaluation]) } };
  }

  private contextOf(attributes: Context): Context {
    return withTargetingKey(attributes, this.config.targetingKeyFeature);
  }
}
