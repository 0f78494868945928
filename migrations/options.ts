import type { DataSourceOptions } from 'typeorm';
import { dataSourceOptions } from '@heksher/persistence';
import { MIGRATIONS } from './index.js';

const CONNECT_TIMEOUT_MS = 10_000;

/** The options of the migration commands. Unlike a request, a migration may wait and take as long as it needs. */
export function migrationOptions(connectionString: string): DataSourceOptions {
  const options = dataSourceOptions({ connectionString, connectTimeoutMs: CONNECT_TIMEOUT_MS });
  return { ...options, migrations: MIGRATIONS, extra: { ...options.extra, query_timeout: 0 } } as DataSourceOptions;
}
