import { Any, Not, type EntityManager } from 'typeorm';
import { unknownFeatures, type StoredFeature } from '@heksher/domain';
import { ConfigurableRow, ContextFeatureRow } from './entities.js';

/** The ordered list of context features. */
export class ContextFeaturesRepository {
  constructor(private readonly manager: EntityManager) {}

  /** The features' names, in order. */
  async list(): Promise<string[]> {
    return (await this.listStored()).map(({ name }) => name);
  }

  /** The features as they are stored, in the order of their indices. SQL, since TypeORM can't name a collation. */
  async listStored(): Promise<StoredFeature[]> {
    return this.manager.query<StoredFeature[]>(
      'select f.name, f.index from context_features f order by f.index nulls last, f.name collate "C"',
    );
  }

  /** The index of a feature in the list, from 0. Throws `not-found`. */
  async getIndex(name: string): Promise<number> {
    const index = (await this.list()).indexOf(name);
    if (index < 0) throw unknownFeatures([name]);
    return index;
  }

  /** Whether a setting is configurable by a feature. */
  async isInUse(name: string): Promise<boolean> {
    return this.manager.getRepository(ConfigurableRow).existsBy({ contextFeature: name });
  }

  /**
   * Makes the stored list this one. Features that are not in it are removed, so they must not be in use. The list is one
   * parameter of SQL, however long it is.
   */
  async setList(names: readonly string[]): Promise<void> {
    await this.manager.getRepository(ContextFeatureRow).delete({ name: Not(Any(names)) });
    if (names.length === 0) return;
    await this.manager.query(
      `insert into context_features (name, index)
       select name, place - 1 from unnest($1::text[]) with ordinality as listed (name, place)
       on conflict (name) do update set index = excluded.index where context_features.index is distinct from excluded.index`,
      [names],
    );
  }
}
