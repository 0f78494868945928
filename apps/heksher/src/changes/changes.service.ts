import { Injectable } from '@nestjs/common';
import { Database, RulesetCache, assertAllFound, type ChangesPage, type ChangesSelection } from '@heksher/persistence';

/** Answers what has changed. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly database: Database,
    private readonly rulesets: RulesetCache,
  ) {}

  /** One page of the log. */
  async list(selection: ChangesSelection): Promise<ChangesPage> {
    return this.database.read(({ changes }) => changes.list(selection));
  }

  /** Throws `not-found` naming every name that leads to no setting. */
  async assertKnown(names: readonly string[]): Promise<void> {
    assertAllFound(await this.rulesets.read(names));
  }

  /** The same for who has followed settings before, which may have been deleted meanwhile: then the log knows them. */
  async assertOnceKnown(names: readonly string[]): Promise<void> {
    const { unknown } = await this.rulesets.read(names);
    const recorded =
      unknown.length === 0 ? [] : await this.database.read(({ changes }) => changes.listRecorded(unknown));
    assertAllFound({ unknown: unknown.filter((name) => !recorded.includes(name)) });
  }
}
