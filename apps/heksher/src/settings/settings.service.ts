import { Injectable } from '@nestjs/common';
import type { Point, Setting } from '@heksher/domain';
import {
  PastReader,
  RulesetCache,
  assertAllFound,
  onlySetting,
  type Freshness,
  type Reading,
} from '@heksher/persistence';

/** Reads settings. Every name may be an alias. */
@Injectable()
export class SettingsService {
  constructor(
    private readonly rulesets: RulesetCache,
    private readonly past: PastReader,
  ) {}

  /** The setting of a name or alias, now or at a point in time. Throws `not-found`, and `gone` as `PastReader.read`. */
  async get(
    name: string,
    asOf: Point | undefined,
    freshness: Freshness,
  ): Promise<{ setting: Setting; reading: Reading }> {
    const reading = await (asOf ? this.past.read([name], asOf) : this.rulesets.read([name], { freshness }));
    assertAllFound(reading);
    return { setting: onlySetting(reading), reading };
  }
}
