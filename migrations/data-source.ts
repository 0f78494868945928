import { DataSource } from 'typeorm';
import { commandConnectionString } from './connection-string.js';
import { migrationOptions } from './options.js';

/** What TypeORM's own commands work on: `migration:revert`, `migration:show`, `migration:generate`. */
export default new DataSource(migrationOptions(await commandConnectionString(process.env)));
