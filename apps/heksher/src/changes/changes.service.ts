import { Injectable } from '@nestjs/common';
import { DomainError } from '@heksher/domain';
import {
  Database,
  RulesetCache,
  assertAllFound,
  type ChangesPage,
  type ChangesSelection,
  type ItemsPage,
  type LoggedChange,
  type Revision,
} from '@heksher/persistence';

/** Reads the change log, and checks the names that a stream is to follow. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly database: Database,
    private readonly rulesets: RulesetCache,
  ) {}

  /** Reads one page of the log. */
  async list(selection: ChangesSelection): Promise<ChangesPage> {
    return this.database.readNear(({ changes }) => changes.list(selection));
  }

  /** The change of a sequence. Throws `not-found`. */
  async get(sequence: bigint): Promise<LoggedChange> {
    return found(sequence, await this.database.readNear(({ changes }) => changes.find(sequence)));
  }

  /** Reads one page of the entries of a change. Throws `not-found`. */
  async listItems(sequence: bigint, page: { after: number; limit: number }): Promise<ItemsPage> {
    return found(sequence, await this.database.readNear(({ changes }) => changes.listItems(sequence, page)));
  }

  /** The revision that the database is at; undefined if it has lost its head. */
  async findRevision(): Promise<Revision | undefined> {
    return this.database.readNear(({ changes }) => changes.findRevision());
  }

  /** Throws `not-found` with all names that no setting has. */
  async assertKnown(names: readonly string[]): Promise<void> {
    assertAllFound(await this.rulesets.read(names));
  }

  /** The same for a returning client, whose settings may have been deleted meanwhile: a name in the log is known, too. */
  async assertEverKnown(names: readonly string[]): Promise<void> {
    const { unknown } = await this.rulesets.read(names);
    const recorded =
      unknown.length === 0 ? [] : await this.database.readNear(({ changes }) => changes.listRecorded(unknown));
    assertAllFound({ unknown: unknown.filter((name) => !recorded.includes(name)) });
  }
}

function found<Found>(sequence: bigint, result: Found | undefined): Found {
  if (result === undefined) throw new DomainError('not-found', `no change has the sequence ${sequence}`);
  return result;
}
