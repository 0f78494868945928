import { Injectable } from '@nestjs/common';
import type { StartupPlan } from '@heksher/domain';
import { adaptFeatures } from '@heksher/operations';
import { Database } from '@heksher/persistence';

/** Keeps the one ordered list of context features. */
@Injectable()
export class ContextFeaturesService {
  constructor(private readonly database: Database) {}

  /** The features' names, in order. */
  async list(): Promise<string[]> {
    return this.database.readNear(({ features }) => features.list());
  }

  /** The index of a feature in the list. Throws `not-found`. */
  async getIndex(name: string): Promise<number> {
    return this.database.readNear(({ features }) => features.getIndex(name));
  }

  /**
   * Makes the stored list the expected one, and answers what that took. Throws `conflict` unless the stored list is a
   * subsequence of it.
   */
  async adapt(expected: readonly string[]): Promise<StartupPlan> {
    return adaptFeatures(this.database, expected);
  }
}
