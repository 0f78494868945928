import type pg from 'pg';
import type { EntityManager } from 'typeorm';
import type { NamedStatement, StatementNames } from './named-statements.js';

/** A connection, as the repositories use it. */
export class Session {
  constructor(
    readonly manager: EntityManager,
    private readonly connection: pg.ClientBase,
    private readonly names: StatementNames,
  ) {}

  /**
   * The rows of a statement that runs so often that the server should plan it once for each connection. Throws what `pg`
   * throws, also if it refuses the name.
   */
  async run<Row extends object>(statement: NamedStatement, values: unknown[]): Promise<Row[]> {
    const { name, text } = statement;
    const { rows } = await this.connection.query<Row>(this.names.areUsed ? { name, text, values } : { text, values });
    return rows;
  }
}
