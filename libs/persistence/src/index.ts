export type { FollowedChange, MarkedHead, RevisionHead } from './change-log.js';
export { PAGE_OF_SETTING, type ChangesPage, type ChangesSelection, type LoggedChange } from './change-pages.js';
export { parseDatabaseAddress, type DatabaseAddress } from './connection/connection-string.js';
export { dataSourceOptions, type DatabaseOptions } from './data-source.js';
export type { WriteAccess } from './database/access.js';
export { Database } from './database/database.js';
export { Deadline } from './database/deadline.js';
export { StatementNames } from './database/named-statements.js';
export type { Condition } from './database/probes.js';
export { reasonOfCode } from './database/reasons.js';
export { REVISION, RevisionReader } from './database/revision-reader.js';
export { mayTryAgain } from './database/retry-rules.js';
export { BEGIN_MIGRATION } from './database/transaction.js';
export type { CacheState } from './rulesets/counts.js';
export { byAnyName, type LoadedSetting } from './rulesets/loaded-settings.js';
export {
  assertAllFound,
  byRequestedName,
  onlySetting,
  type Listing,
  type NamedSetting,
  type Reading,
  type StateReading,
} from './rulesets/readings.js';
export { RulesetCache } from './rulesets/ruleset-cache.js';
export { whyWrongEncoding } from './schema/encoding.js';
export { CONDITIONS_TRIGGERS, CONSTRAINTS, DEFAULTS, FUNCTIONS, LOGGED_TABLES, TRIGGERS } from './schema/relied-on.js';
export type { SchemaVerdict } from './schema/schema-guard.js';
export { readSchemaState, type SchemaState } from './schema/schema-state.js';
export { FAST_LANE_MS, REQUEST_MS, STOP_MS } from './time-budget.js';
export { CONSTRAINT_MEANINGS, findReason, postgresErrorCode, type RefusedWork } from './violations.js';
