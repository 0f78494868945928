import { DataSource } from 'typeorm';
import { commandConnectionString } from './connection-string.js';
import { migrationOptions } from './options.js';

/** The data source of TypeORM's own commands: `migration:show` and `migration:generate`. */
export default new DataSource(migrationOptions(await commandConnectionString(process.env)));
