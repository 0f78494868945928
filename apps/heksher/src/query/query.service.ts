import { Injectable } from '@nestjs/common';
import { RulesetCache, assertAllFound, byRequestedName, type NamedSetting, type Reading } from '@heksher/persistence';
import type { KeyBy } from './key-by.pipe.js';

/** Settings with their rules, by the names that an answer gives them. */
export interface QueriedReading {
  settings: NamedSetting[];
  reading: Reading;
}

/** Finds settings with their rules. */
@Injectable()
export class QueryService {
  constructor(private readonly rulesets: RulesetCache) {}

  /**
   * The settings of names or aliases, undefined for all, by the names that `keyBy` says. All are of one reading, which may be
   * stale. Throws `not-found` naming every unknown setting.
   */
  async query(names: readonly string[] | undefined, keyBy: KeyBy): Promise<QueriedReading> {
    const reading = await this.rulesets.readOrStale(names);
    assertAllFound(reading);
    return { settings: byRequestedName(reading, keyBy === 'requested' ? names : undefined), reading };
  }
}
