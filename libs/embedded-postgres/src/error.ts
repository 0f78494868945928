/** The embedded database can't be used; the message says why and what to do. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';

  constructor(what: string, options?: ErrorOptions) {
    super(`embedded: ${what}`, options);
  }
}
