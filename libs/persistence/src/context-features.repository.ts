import type { EntityManager } from 'typeorm';
import { unknownFeatures, type StoredFeature } from '@heksher/domain';

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
}
