import { Injectable } from '@nestjs/common';
import { DomainError } from '@heksher/domain';
import {
  Database,
  RulesetCache,
  assertAllFound,
  byRequestedName,
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

/** After so many readings that are outdated once they are made, the service gives up. */
const TRIES = 4;

/** Reads all that a client needs to resolve settings by itself. */
@Injectable()
export class SnapshotService {
  constructor(
    private readonly rulesets: RulesetCache,
    private readonly database: Database,
  ) {}

  /**
   * The settings of names or aliases, undefined for all. They may be stale. Throws `not-found` naming every unknown setting,
   * and `unavailable`.
   */
  async read(names: readonly string[] | undefined): Promise<Snapshot> {
    for (let tries = 0; tries < TRIES; tries++) {
      const reading = await this.rulesets.readOrStale(names);
      assertAllFound(reading);
      const { revision, staleSeconds } = reading;
      const found = revision === undefined ? await this.readHeadless() : this.rulesets.stateAt(revision);
      if (found) return { ...found, settings: byRequestedName(reading, names), state: { revision, staleSeconds } };
    }
    throw new DomainError('unavailable', 'the settings change faster than they can be read');
  }

  private async readHeadless(): Promise<Pick<Snapshot, 'sequence' | 'features'>> {
    const features = await this.database.read((access) => access.features.list());
    return { sequence: undefined, features };
  }
}
