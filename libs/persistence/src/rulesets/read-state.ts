import { DomainError } from '@heksher/domain';
import type { Database } from '../database/database.js';
import { assertAllFound, type Reading } from './readings.js';
import type { ReadOptions, RulesetCache } from './ruleset-cache.js';

/** Settings with their rules, and the context features that order them. All is of one state. */
export interface StateOfSettings {
  reading: Reading;
  /** The sequence of the last change before it; undefined if the database has lost its head. */
  sequence: string | undefined;
  features: readonly string[];
}

/** After so many readings that are outdated once they are made, the service gives up. */
const TRIES = 4;

/**
 * Reads the settings of names or aliases, undefined for all. They may be stale. Throws `not-found` naming every unknown
 * setting, and `unavailable`.
 */
export async function readState(
  { rulesets, database }: { rulesets: RulesetCache; database: Database },
  names: readonly string[] | undefined,
  options: ReadOptions = {},
): Promise<StateOfSettings> {
  for (let tries = 0; tries < TRIES; tries++) {
    const reading = await rulesets.readOrStale(names, options);
    assertAllFound(reading);
    if (reading.revision === undefined) {
      const features = await database.readNear((access) => access.features.list());
      return { reading, sequence: undefined, features };
    }
    const state = rulesets.stateAt(reading.revision);
    if (state) return { reading, ...state };
  }
  throw new DomainError('unavailable', 'the settings change faster than they can be read');
}
