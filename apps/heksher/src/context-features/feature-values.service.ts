import { Injectable } from '@nestjs/common';
import { Database, type FeatureValues } from '@heksher/persistence';

/** Finds the values of context features in rules. */
@Injectable()
export class FeatureValuesService {
  constructor(private readonly database: Database) {}

  /** The values of a feature that begin with a prefix, the most used first. Throws `not-found`. */
  async list(feature: string, which: { prefix: string; limit: number }): Promise<FeatureValues> {
    return this.database.readNear(({ featureValues }) => featureValues.list(feature, which));
  }
}
