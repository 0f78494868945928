import { Injectable } from '@nestjs/common';
import { Database, RulesetCache, assertAllFound, type ChangesSelection, type LoggedChange } from '@heksher/persistence';

/** Some of the log, and where to go on. */
export interface ChangesPage {
  changes: LoggedChange[];
  /** The sequence number after which there is more; undefined at the end. */
  next: string | undefined;
}

/** Answers what has changed. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly database: Database,
    private readonly rulesets: RulesetCache,
  ) {}

  /** One page of the log. What is asked for is one more than is answered: so the end is known. */
  async list(selection: ChangesSelection): Promise<ChangesPage> {
    const { limit } = selection;
    const found = await this.database.read(({ changes }) => changes.list({ ...selection, limit: limit + 1 }));
    const changes = found.slice(0, limit);
    return { changes, next: found.length > limit ? changes.at(-1)?.seq : undefined };
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
