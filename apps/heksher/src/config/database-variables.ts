import { parseDatabaseAddress, parseServerAddress } from '@heksher/persistence';
import { positiveNumber, wholeNumber } from './kinds.js';

/** The variables of the database and its standby. */
export const DATABASE_VARIABLES = {
  HEKSHER_DB_CONNECTION_STRING: {
    read: parseDatabaseAddress,
    isRequired: true,
    isSecret: true,
    meaning:
      'postgresql://user:password@host:5432/database, with the parameters of libpq such as ?sslmode=require. ' +
      'embedded:DIRECTORY starts a PostgreSQL for development that keeps its data there; npm start sets this by itself.',
  },
  HEKSHER_DB_READ_CONNECTION_STRING: {
    read: parseServerAddress,
    isSecret: true,
    meaning:
      'A streaming standby of the database, near this instance, that answers reads. They are then as old as the standby, ' +
      'unless a request says otherwise. While it is away, reads go to the database.',
  },
  HEKSHER_DB_POOL_SIZE: {
    // With one connection, a write that waits for a lock would keep every read waiting.
    read: wholeNumber('a number of connections', { from: 2, to: 9999 }),
    default: '10',
    meaning: 'The most connections to the database that the service opens, and to its standby; at least 2.',
  },
  HEKSHER_DB_CONNECTION_MAX_AGE_SECONDS: {
    read: positiveNumber('a whole number of seconds', 999_999),
    default: '60',
    meaning:
      'The longest that the service uses a connection to the database. Each is closed at an age between three quarters ' +
      'of this and all of it, never while it is in use.',
  },
} as const;
