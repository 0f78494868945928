import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { poolOptions } from './connection/connection-string.js';
import { ENTITIES } from './entities.js';
import { PatientPool } from './connection/patient-pool.js';
import { ServerClient } from './connection/server-client.js';
import { CONNECT_MS, QUERY_MS } from './time-budget.js';

const JSON_OIDS = [114, 3802];

/** JSON comes out of the database as text: a parsed number would lose digits. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    JSON_OIDS.includes(oid) ? (text: string) => text : pg.types.getTypeParser(oid, format),
};

export interface DatabaseOptions {
  connectionString: string;
  /** The most connections that are open at once. */
  poolSize?: number;
  /** The longest that a connection is used; without limit if absent. */
  maxAgeSeconds?: number;
  /** The longest wait for a connection to be made or to become free, unless the connection string has one. */
  connectTimeoutMs?: number;
  /** Called for each idle connection that breaks. */
  onIdleError?: (error: Error) => void;
  /** Called for each connection that the server refuses while others work. */
  onRefused?: (error: Error) => void;
}

/** The options of the data source. The service and the migration commands share them. */
export function dataSourceOptions({
  connectionString,
  poolSize = 10,
  connectTimeoutMs = CONNECT_MS,
  maxAgeSeconds,
  onIdleError,
  onRefused,
}: DatabaseOptions): DataSourceOptions {
  return {
    type: 'postgres',
    entities: ENTITIES,
    driver: { ...pg, Pool: PatientPool },
    poolSize,
    poolErrorHandler: onIdleError ?? (() => undefined),
    logging: false,
    // PostgreSQL makes UUIDs itself. TypeORM knows its function by the name of an extension.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    extra: {
      application_name: 'heksher',
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: QUERY_MS,
      ...poolOptions(connectionString),
      Client: ServerClient,
      types,
      maxAgeSeconds,
      onRefused,
    },
  };
}
