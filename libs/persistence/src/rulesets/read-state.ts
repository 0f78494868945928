import type { ReadAccess } from '../database/access.js';
import type { Database } from '../database/database.js';
import type { Deadline } from '../database/deadline.js';
import { assertFitsUncached } from './load-plan.js';
import { assertAllFound, toUncached, type Reading } from './readings.js';
import type { ReadOptions, RulesetCache } from './ruleset-cache.js';

/** Settings with their rules, and the context features that order them. All is of one state. */
export interface StateOfSettings {
  reading: Reading;
  /** The sequence of the last change before it; undefined if the database has lost its head. */
  sequence: string | undefined;
  features: readonly string[];
}

/** After so many readings that the cache has left once they are made, all is loaded in one snapshot. */
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
  return loadState(database, names, options.until);
}

/** Loads a state without the cache. Throws `unavailable` if it is too much for that. */
function loadState(
  database: Database,
  names: readonly string[] | undefined,
  until: Deadline | undefined,
): Promise<StateOfSettings> {
  const work = async ({ history, rulesets }: ReadAccess): Promise<StateOfSettings> => {
    const { revision, sequence, features } = await history.loadHead();
    assertFitsUncached(await rulesets.weigh(names));
    const { content } = await rulesets.load(names);
    const reading = toUncached({ revision, content }, names);
    assertAllFound(reading);
    const state = { reading, features: features.map(({ name }) => name) };
    return { ...state, sequence: revision === undefined ? undefined : String(sequence) };
  };
  return database.snapshots.read(work, until && { until });
}
