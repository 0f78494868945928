/** The columns that safe change adds to the change log, by name. */
export const EXPLAINED_CHANGES: Readonly<Record<string, string>> = {
  note: 'note text',
  request_id: 'request_id text',
  origin: 'origin text',
  undoes: 'undoes bigint',
  items: 'items json',
  idempotency_key: 'idempotency_key text',
  request_hash: 'request_hash text',
  answer: 'answer json',
};

/** Keeps an idempotency key from being used twice, and finds its change. */
export const UNIQUE_IDEMPOTENCY_KEY = 'unique (idempotency_key)';
