import type pg from 'pg';
import { named, type StatementNames } from './named-statements.js';
import { failureOf } from './retry-rules.js';

/** The head read. */
export const REVISION = named('select id from revision_head');

/**
 * Reads the revision. Every request that reads begins with this, so it goes through `pg`'s own messages: a statement that
 * each connection parses once, and a result that is one text.
 */
export class RevisionReader {
  private readonly prepared = new WeakSet<pg.Connection>();

  constructor(private readonly names: StatementNames) {}

  /**
   * The revision; undefined if the database has lost its head. If the name of the statement is refused, the same connection
   * is asked again without it. Throws what `pg` throws.
   */
  async read(client: pg.PoolClient): Promise<string | undefined> {
    try {
      return await this.ask(client);
    } catch (error) {
      if (failureOf(error) !== 'name-refused') throw error;
      this.names.giveUp();
      return await this.ask(client);
    }
  }

  private ask(client: pg.PoolClient): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const submit = this.names.areUsed ? this.submitNamed : submitText;
      client.query(new RevisionQuery(submit, (error, answer) => (error ? reject(error) : resolve(answer))));
    });
  }

  private readonly submitNamed = (connection: pg.Connection): void => {
    connection.stream.cork(); // one packet
    if (!this.prepared.has(connection)) {
      this.prepared.add(connection);
      connection.parse({ name: REVISION.name, text: REVISION.text, types: [] }, true);
    }
    connection.bind({ statement: REVISION.name, values: [] }, true);
    connection.execute({}, true);
    connection.sync();
    connection.stream.uncork();
  };
}

function submitText(connection: pg.Connection): void {
  connection.query(REVISION.text);
}

type Callback = (error: Error | undefined, revision?: string) => void;

/** What `pg` runs in place of its own query. It calls the methods as the messages of the server arrive. */
class RevisionQuery implements pg.Submittable {
  private revision: string | undefined;

  constructor(
    readonly submit: (connection: pg.Connection) => void,
    /** With a `query_timeout`, `pg` replaces it by one that stops the timer. */
    public callback: Callback,
  ) {}

  handleRowDescription(): void {}

  handleDataRow({ fields }: { fields: string[] }): void {
    [this.revision] = fields;
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.callback(undefined, this.revision);
  }

  handleError(error: Error): void {
    this.callback(error);
  }
}
