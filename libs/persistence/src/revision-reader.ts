import type pg from 'pg';
import { postgresErrorCode } from './violations.js';

/** Whoever changes the text gives it another name: behind a pooler, other versions of the service may use the old one. */
const TEXT = 'select id from revision_head';
const NAME = 'heksher_revision';

/** PostgreSQL: there is no statement of that name, there is one already, its result has another type by now. */
const NAME_REFUSALS = ['26000', '42P05', '0A000'];

/**
 * Asks for the revision that the database is at. Every reading begins with this, so it is asked through `pg`'s own
 * messages: a statement that each connection parses once, and an answer that is one text.
 */
export class RevisionReader {
  private readonly prepared = new WeakSet<pg.Connection>();
  /** Off for good once a name is refused: a pooler changes the server's connections behind ours. */
  private isNaming = true;

  /** The revision; undefined where the database has lost its head. Throws what `pg` throws. */
  async read(client: pg.PoolClient): Promise<string | undefined> {
    try {
      return await this.ask(client);
    } catch (error) {
      if (!this.isNaming || !NAME_REFUSALS.includes(postgresErrorCode(error) ?? '')) throw error;
      this.isNaming = false;
      return await this.ask(client);
    }
  }

  private ask(client: pg.PoolClient): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const submit = this.isNaming ? this.submitNamed : submitText;
      client.query(new RevisionQuery(submit, (error, answer) => (error ? reject(error) : resolve(answer))));
    });
  }

  private readonly submitNamed = (connection: pg.Connection): void => {
    connection.stream.cork(); // one packet
    if (!this.prepared.has(connection)) {
      this.prepared.add(connection);
      connection.parse({ name: NAME, text: TEXT, types: [] }, true);
    }
    connection.bind({ statement: NAME, values: [] }, true);
    connection.execute({}, true);
    connection.sync();
    connection.stream.uncork();
  };
}

function submitText(connection: pg.Connection): void {
  connection.query(TEXT);
}

type Callback = (error: Error | undefined, revision?: string) => void;

/** What `pg` runs in place of its own query: it calls the methods as the server's messages come in. */
class RevisionQuery implements pg.Submittable {
  private revision: string | undefined;

  constructor(
    readonly submit: (connection: pg.Connection) => void,
    /** Where there is a limit of time, `pg` puts one that knows of it in its place. */
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
