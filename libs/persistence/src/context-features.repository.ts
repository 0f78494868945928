import type { EntityManager } from 'typeorm';
import { unknownFeatures, type StoredFeature } from '@heksher/domain';
import { ConfigurableRow } from './entities.js';

/** The one ordered list of context features. */
export class ContextFeaturesRepository {
  constructor(private readonly manager: EntityManager) {}

  /** The features' names, in order. */
  async list(): Promise<string[]> {
    return (await this.listStored()).map(({ name }) => name);
  }

  /** The features as they are stored, in the order of their indices, whatever these are. */
  async listStored(): Promise<StoredFeature[]> {
    return this.manager.query<StoredFeature[]>(
      'select f.name, f.index from context_features f order by f.index nulls last, f.name collate "C"',
    );
  }

  /** The place of a feature in the list, from 0. Throws `not-found`. */
  async getIndex(name: string): Promise<number> {
    const index = (await this.list()).indexOf(name);
    if (index < 0) throw unknownFeatures([name]);
    return index;
  }

  /** Whether a setting is configurable by a feature. */
  async isInUse(name: string): Promise<boolean> {
    return this.manager.existsBy(ConfigurableRow, { contextFeature: name });
  }

  /** Makes the stored list this one. What is not in it goes, so it must not be in use. */
  async setList(names: readonly string[]): Promise<void> {
    await this.manager.query('delete from context_features where name <> all ($1::text[])', [names]);
    if (names.length === 0) return;
    await this.manager.query(
      `insert into context_features (name, index)
       select name, place - 1 from unnest($1::text[]) with ordinality as listed (name, place)
       on conflict (name) do update set index = excluded.index where context_features.index is distinct from excluded.index`,
      [names],
    );
  }
}
