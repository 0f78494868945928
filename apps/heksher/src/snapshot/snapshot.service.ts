import { Injectable } from '@nestjs/common';
import {
  Database,
  RulesetCache,
  byRequestedName,
  readState,
  type Freshness,
  type NamedSetting,
  type StateReading,
} from '@heksher/persistence';

/** Settings with their rules, and the context features that order them. All is of one state. */
export interface Snapshot {
  /** Undefined if the database has lost its head. */
  sequence: string | undefined;
  features: readonly string[];
  /** By the names that were asked for. */
  settings: NamedSetting[];
  state: StateReading;
}

/** Reads all that a client needs to resolve settings by itself. */
@Injectable()
export class SnapshotService {
  constructor(
    readonly rulesets: RulesetCache,
    readonly database: Database,
  ) {}

  /**
   * The settings of names or aliases, undefined for all. They may be stale. Throws `not-found` naming every unknown setting,
   * and `unavailable`.
   */
  async read(names: readonly string[] | undefined, freshness: Freshness): Promise<Snapshot> {
    const { reading, sequence, features } = await readState(this, names, { freshness });
    const { revision, staleSeconds, ageSeconds } = reading;
    const state = { revision, staleSeconds, ageSeconds };
    return { sequence, features, settings: byRequestedName(reading, names), state };
  }
}
