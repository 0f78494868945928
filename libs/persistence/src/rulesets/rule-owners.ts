import { LRUCache } from 'lru-cache';

/** A few megabytes. */
const MOST = 50_000;

/**
 * Remembers the setting of each rule, so a write by a rule's id finds it in memory. An entry may be
 * outdated: the setting then has no such rule.
 */
export class RuleOwners {
  private readonly byRule = new LRUCache<number, string>({ max: MOST });

  /** The canonical names by the ids of rules; undefined unless all are known. */
  find(ids: readonly number[]): Map<number, string> | undefined {
    const owners = new Map<number, string>();
    for (const id of ids) {
      const setting = this.byRule.get(id);
      if (setting === undefined) return undefined;
      owners.set(id, setting);
    }
    return owners;
  }

  note(owners: Iterable<readonly [number, string]>): void {
    for (const [id, setting] of owners) this.byRule.set(id, setting);
  }

  forget(ids: readonly number[]): void {
    for (const id of ids) this.byRule.delete(id);
  }
}
