import { unknownFeatures } from '@heksher/domain';
import type { Session } from './database/session.js';

/** A value of a context feature in conditions of rules. */
export interface FeatureValue {
  value: string;
  /** How many rules have a condition with it. */
  rules: number;
}

/** Values of a feature, and the revision that they are of; undefined if the database has lost its head. */
export interface FeatureValues {
  values: FeatureValue[];
  revision: string | undefined;
}

/** No rule has two conditions on a feature, so conditions count rules. `values` is a JSON array. */
const VALUES = `
  select
    (select h.id from revision_head h) as revision,
    exists (select from context_features f where f.name = $1) as "isKnown",
    (
      select coalesce(json_agg(v order by v.rules desc, v.value collate "C"), '[]')
      from (
        select c.feature_value as value, count(*) as rules
        from conditions c where c.context_feature = $1 and starts_with(c.feature_value, $2)
        group by c.feature_value order by count(*) desc, c.feature_value collate "C" limit $3
      ) as v
    ) as values`;

interface ValuesRow {
  revision: string | null;
  isKnown: boolean;
  values: string;
}

/** Reads the values of context features in the conditions of rules. */
export class FeatureValuesRepository {
  constructor(private readonly session: Session) {}

  /**
   * The most used values of a feature that begin with a prefix, those of most rules first, equal ones in the order of their
   * code points. Throws `not-found` if there is no such feature. One statement.
   */
  async list(feature: string, { prefix, limit }: { prefix: string; limit: number }): Promise<FeatureValues> {
    if (feature.includes('\u0000')) throw unknownFeatures([feature]); // PostgreSQL refuses such text
    const possible = prefix.includes('\u0000') ? 0 : limit;
    const [row] = await this.session.manager.query<ValuesRow[]>(VALUES, [
      feature,
      possible === 0 ? '' : prefix,
      possible,
    ]);
    if (!row?.isKnown) throw unknownFeatures([feature]);
    return { values: JSON.parse(row.values) as FeatureValue[], revision: row.revision ?? undefined };
  }
}
