import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { poolOptions } from './connection/connection-string.js';
import { ENTITIES } from './entities.js';
import { PatientPool } from './connection/patient-pool.js';
import { ServerClient } from './connection/server-client.js';
import { CONNECT_MS, QUERY_MS } from './time-budget.js';

const JSON_OIDS = [114, 3802];

/** JSON stays text on its way out of the database: a parsed number would lose digits. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    JSON_OIDS.includes(oid) ? (text: string) => text : pg.types.getTypeParser(oid, format),
};

export interface DatabaseOptions {
  connectionString: string;
  /** The most connections that are open at once. */
  poolSize?: number;
  /** The longest that a connection is used; any time if it is absent. */
  maxAgeSeconds?: number;
  /** How long a connection may take to be made, or to become free, unless the connection string says it. */
  connectTimeoutMs?: number;
  /** Told of connections that broke while nobody used them. */
  onIdleError?: (error: Error) => void;
  /** Told of each connection that the server refused while others worked. */
  onRefused?: (error: Error) => void;
}

/** The options of the one data source, shared by the service and the migration commands. */
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
