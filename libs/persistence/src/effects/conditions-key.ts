import { createHash } from 'node:crypto';
import type { Condition } from '@heksher/domain';

/**
 * `rules.conditions_key` of a rule with these conditions, as the function `heksher_conditions_key_of` of the database computes
 * it: JSON as PostgreSQL prints it, in the order of the features' code points, hashed.
 */
export function conditionsKeyOf(conditions: readonly Condition[]): string {
  const sorted = [...conditions].sort((a, b) => (a.feature < b.feature ? -1 : 1)); // names are ASCII
  const pairs = sorted.map(({ feature, value }) => `[${JSON.stringify(feature)}, ${JSON.stringify(value)}]`);
  return createHash('sha256').update(pairs.join()).digest('hex');
}
