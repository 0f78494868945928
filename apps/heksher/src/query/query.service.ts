import { Injectable } from '@nestjs/common';
import {
  PastReader,
  RulesetCache,
  assertAllFound,
  byRequestedName,
  type Freshness,
  type NamedSetting,
  type Reading,
} from '@heksher/persistence';
import type { KeyBy } from './key-by.pipe.js';
import type { QueryRequest } from './query-request.js';

/** Settings with their rules, by the names that an answer gives them. */
export interface QueriedReading {
  settings: NamedSetting[];
  reading: Reading;
}

/** Finds settings with their rules. */
@Injectable()
export class QueryService {
  constructor(
    private readonly rulesets: RulesetCache,
    private readonly past: PastReader,
  ) {}

  /**
   * The settings of names or aliases, undefined for all, by the names that `keyBy` says. All are of one reading, which may be
   * stale, or of an earlier state if the query says so. Throws `not-found` naming every unknown setting, and `gone` as
   * `PastReader.read`.
   */
  async query({ settings: names, asOf }: QueryRequest, keyBy: KeyBy, freshness: Freshness): Promise<QueriedReading> {
    const reading = await (asOf ? this.past.read(names, asOf) : this.rulesets.readOrStale(names, { freshness }));
    assertAllFound(reading);
    return { settings: byRequestedName(reading, keyBy === 'requested' ? names : undefined), reading };
  }
}
