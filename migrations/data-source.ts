import { DataSource } from 'typeorm';
import { dataSourceOptions } from '@heksher/persistence';
import { commandConnectionString } from './connection-string.js';
import { MIGRATIONS } from './index.js';

/** What TypeORM's own commands work on: `migration:revert`, `migration:show`, `migration:generate`. */
export default new DataSource({
  ...dataSourceOptions({ connectionString: await commandConnectionString(process.env) }),
  migrations: MIGRATIONS,
});
