import { Injectable } from '@nestjs/common';
import { isInScope, type DocumentState, type Point } from '@heksher/domain';
import {
  Database,
  PastReader,
  RulesetCache,
  assertAllFound,
  readState,
  type Freshness,
  type StateOfSettings,
  type StateReading,
} from '@heksher/persistence';
import type { ExportRequest } from './export-request.js';

export interface Exported {
  state: DocumentState;
  /** With the sequence of the state, whichever it is. */
  reading: StateReading;
}

/** Reads states as documents. */
@Injectable()
export class ExportService {
  constructor(
    readonly rulesets: RulesetCache,
    private readonly past: PastReader,
    readonly database: Database,
  ) {}

  /**
   * Reads the settings of a prefix or of some names, now or at a point in time, with their rules. All is of one state. Throws
   * `not-found` with the unknown names, `unavailable`, and `gone` as `PastReader.read`.
   */
  async read({ prefixes, settings: names, asOf }: ExportRequest, freshness: Freshness): Promise<Exported> {
    const { reading, sequence, features } = await (asOf
      ? this.readPast(names, asOf)
      : readState(this, names, { freshness }));
    const settings = reading.settings.filter(({ setting }) => isInScope(setting.name, prefixes));
    const { staleSeconds, ageSeconds } = reading;
    const state = { prefixes, features, settings };
    return { state, reading: { revision: undefined, sequence, staleSeconds, ageSeconds } };
  }

  private async readPast(names: readonly string[] | undefined, point: Point): Promise<StateOfSettings> {
    const reading = await this.past.read(names, point);
    assertAllFound(reading);
    return { reading, sequence: reading.sequence, features: reading.features };
  }
}
