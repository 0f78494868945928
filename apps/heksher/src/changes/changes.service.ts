import { Injectable } from '@nestjs/common';
import { Database, RulesetCache, assertAllFound, type ChangesPage, type ChangesSelection } from '@heksher/persistence';

/** Reads the change log, and checks the names that a stream is to follow. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly database: Database,
    private readonly rulesets: RulesetCache,
  ) {}

  /** Reads one page of the log. */
  async list(selection: ChangesSelection): Promise<ChangesPage> {
    return this.database.read(({ changes }) => changes.list(selection));
  }

  /** Throws `not-found` with all names that no setting has. */
  async assertKnown(names: readonly string[]): Promise<void> {
    assertAllFound(await this.rulesets.read(names));
  }

  /** The same for a returning client, whose settings may have been deleted meanwhile: a name in the log is known, too. */
  async assertEverKnown(names: readonly string[]): Promise<void> {
    const { unknown } = await this.rulesets.read(names);
    const recorded =
      unknown.length === 0 ? [] : await this.database.read(({ changes }) => changes.listRecorded(unknown));
    assertAllFound({ unknown: unknown.filter((name) => !recorded.includes(name)) });
  }
}
