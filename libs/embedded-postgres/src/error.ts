/** The embedded database can't be used; the message tells people why, and what to do about it. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';

  constructor(what: string, options?: ErrorOptions) {
    super(`embedded: ${what}`, options);
  }
}
