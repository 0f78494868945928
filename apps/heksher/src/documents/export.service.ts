import { Injectable } from '@nestjs/common';
import { DomainError, isInScope, type DocumentState, type Point } from '@heksher/domain';
import {
  Database,
  PastReader,
  RulesetCache,
  assertAllFound,
  type Reading,
  type StateReading,
} from '@heksher/persistence';
import type { ExportRequest } from './export-request.js';

export interface Exported {
  state: DocumentState;
  /** With the sequence of the state, whichever it is. */
  reading: StateReading;
}

/** After so many readings that are outdated once they are made, the service gives up. */
const TRIES = 4;

/** Reads states as documents. */
@Injectable()
export class ExportService {
  constructor(
    private readonly rulesets: RulesetCache,
    private readonly past: PastReader,
    private readonly database: Database,
  ) {}

  /**
   * Reads the settings of a prefix or of some names, now or at a point in time, with their rules. All is of one state. Throws
   * `not-found` with the unknown names, `unavailable`, and `gone` as `PastReader.read`.
   */
  async read({ prefixes, settings: names, asOf }: ExportRequest): Promise<Exported> {
    const { reading, features } = await (asOf ? this.readPast(names, asOf) : this.readPresent(names));
    assertAllFound(reading);
    const settings = reading.settings.filter(({ setting }) => isInScope(setting.name, prefixes));
    const { sequence, staleSeconds } = reading;
    return { state: { prefixes, features, settings }, reading: { revision: undefined, sequence, staleSeconds } };
  }

  private async readPast(names: readonly string[] | undefined, point: Point) {
    const reading = await this.past.read(names, point);
    return { reading, features: reading.features };
  }

  private async readPresent(names: readonly string[] | undefined) {
    for (let tries = 0; tries < TRIES; tries++) {
      const reading: Reading = await this.rulesets.readOrStale(names);
      if (reading.revision === undefined) return { reading, features: await this.listFeatures() };
      const state = this.rulesets.stateAt(reading.revision);
      if (state) return { reading: { ...reading, sequence: state.sequence }, features: state.features };
    }
    throw new DomainError('unavailable', 'the settings change faster than they can be read');
  }

  private listFeatures(): Promise<string[]> {
    return this.database.read((access) => access.features.list());
  }
}
