import { Injectable } from '@nestjs/common';
import type { Point, Ruleset, Setting } from '@heksher/domain';
import {
  PastReader,
  RulesetCache,
  assertAllFound,
  onlyLoaded,
  type Freshness,
  type Reading,
} from '@heksher/persistence';

/** Reads settings with their rules. */
@Injectable()
export class SettingRulesService {
  constructor(
    private readonly rulesets: RulesetCache,
    private readonly past: PastReader,
  ) {}

  /**
   * The setting of a name or alias, with its rules, now or at a point in time. Throws `not-found`, and `gone` as
   * `PastReader.read`.
   */
  async get(
    name: string,
    asOf: Point | undefined,
    freshness: Freshness,
  ): Promise<{ setting: Setting; ruleset: Ruleset; reading: Reading }> {
    const reading = await (asOf ? this.past.read([name], asOf) : this.rulesets.read([name], { freshness }));
    assertAllFound(reading);
    const { setting, ruleset } = onlyLoaded(reading);
    return { setting, ruleset, reading };
  }
}
