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

  /** The place of a feature, from 0. */
  async getIndex(name: string): Promise<number> {
    return this.database.read(({ features }) => features.getIndex(name));
  }

  /** Appends a feature at the end. */
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

  /** Deletes a feature that no setting is configurable by; the later ones move up. */
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

  /** Moves a feature right after or right before another. */
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
   * Adapts the stored list to the expected one and answers what had to be done. Throws `conflict` when the stored list is
   * not a subsequence of it.
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
