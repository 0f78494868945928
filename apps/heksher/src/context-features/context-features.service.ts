import { Injectable } from '@nestjs/common';
import { DomainError, moveFeature, planStartup, type FeaturePlace, type StartupPlan } from '@heksher/domain';
import { Database } from '@heksher/persistence';

/** Keeps the one ordered list of context features. */
@Injectable()
export class ContextFeaturesService {
  constructor(private readonly database: Database) {}

  /** The features' names, in order. */
  async list(): Promise<string[]> {
    return this.database.read(({ features }) => features.list());
  }

  /** The index of a feature in the list. Throws `not-found`. */
  async getIndex(name: string): Promise<number> {
    return this.database.read(({ features }) => features.getIndex(name));
  }

  /** Appends a feature to the list. Throws `conflict` if it is there. */
  async add(name: string, actor: string | undefined): Promise<void> {
    await this.database.write(actor, async ({ features, record }) => {
      const before = await features.list();
      if (before.includes(name)) throw new DomainError('conflict', `the context feature ${name} exists already`);
      const after = [...before, name];
      await features.setList(after);
      record({
        action: 'context_feature.added',
        settings: null,
        before: { features: before },
        after: { features: after },
      });
    });
  }

  /** Deletes a feature; the later ones move up. Throws `conflict` if a setting is configurable by it. */
  async remove(name: string, actor: string | undefined): Promise<void> {
    await this.database.write(actor, async ({ features, record }) => {
      await features.getIndex(name);
      if (await features.isInUse(name)) {
        const detail = "context feature can't be deleted, there is at least one setting configured by it";
        throw new DomainError('conflict', detail);
      }
      const before = await features.list();
      const after = before.filter((feature) => feature !== name);
      await features.setList(after);
      record({
        action: 'context_feature.deleted',
        settings: null,
        before: { features: before },
        after: { features: after },
      });
    });
  }

  /** Moves a feature right after or right before another. Throws `not-found` if either is missing. */
  async move(name: string, place: FeaturePlace, actor: string | undefined): Promise<void> {
    await this.database.write(actor, async ({ features, record }) => {
      const before = await features.list();
      const after = moveFeature(before, name, place);
      if (after.every((feature, index) => feature === before[index])) return;
      await features.setList(after);
      record({
        action: 'context_feature.moved',
        settings: null,
        before: { features: before },
        after: { features: after },
      });
    });
  }

  /**
   * Makes the stored list the expected one, and answers what that took. Throws `conflict` unless the stored list is a
   * subsequence of it.
   */
  async adapt(expected: readonly string[]): Promise<StartupPlan> {
    return this.database.write('startup', async ({ features, record }) => {
      const stored = await features.listStored();
      const plan = planStartup(stored, expected);
      if (plan.isUnchanged) return plan;
      await features.setList(expected);
      const before = stored.map(({ name }) => name);
      record({
        action: 'context_features.adapted',
        settings: null,
        before: { features: before },
        after: { features: expected },
      });
      return plan;
    });
  }
}
