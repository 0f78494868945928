export type { Conflicts, LatestChange } from './change-conflicts.js';
export type { FollowedChange, MarkedHead, RevisionHead } from './change-log.js';
export type { Author, Change } from './recorded-change.js';
export type { ItemsPage } from './change-items.js';
export { pageOfSetting, type ChangesPage, type LoggedChange } from './change-pages.js';
export type { ChangesSelection } from './change-selection.js';
export type { Revision } from './change-statements.js';
export { parseDatabaseAddress, parseServerAddress, type DatabaseAddress } from './connection/connection-string.js';
export { dataSourceOptions, type DatabaseOptions } from './data-source.js';
export type { ReadAccess, WriteAccess } from './database/access.js';
export { Database } from './database/database.js';
export { Deadline } from './database/deadline.js';
export { openDatabase } from './database/open-database.js';
export { Standby, type StandbyOptions } from './database/standby.js';
export { StatementNames } from './database/named-statements.js';
export type { Condition } from './database/probes.js';
export { reasonOfCode } from './database/reasons.js';
export { REVISION, RevisionReader } from './database/revision-reader.js';
export { mayTryAgain } from './database/retry-rules.js';
export { BEGIN_MIGRATION, NotBegun } from './database/transaction.js';
export type { FeatureValues } from './feature-values.repository.js';
export type { CacheState } from './rulesets/counts.js';
export { AS_STANDBY, NEWEST, type Freshness } from './rulesets/freshness.js';
export { byAnyName, type LoadedSetting, type SettingList } from './rulesets/loaded-settings.js';
export {
  assertAllFound,
  byRequestedName,
  onlyLoaded,
  onlySetting,
  type FactualListing,
  type Listing,
  type NamedSetting,
  type Reading,
  type StateReading,
} from './rulesets/readings.js';
export type { KeptChanges } from './log-retention.js';
export { PastReader, gone } from './history/past-reader.js';
export { takeBack } from './history/log-walk.js';
export { PlanBase } from './rulesets/plan-base.js';
export { RulesetCache } from './rulesets/ruleset-cache.js';
export { whyWrongEncoding } from './schema/encoding.js';
export { CONDITIONS_TRIGGERS, CONSTRAINTS, DEFAULTS, FUNCTIONS, LOGGED_TABLES, TRIGGERS } from './schema/relied-on.js';
export type { SchemaVerdict } from './schema/schema-guard.js';
export { readSchemaState, type SchemaState } from './schema/schema-state.js';
export { TokenCache } from './tokens/token-cache.js';
export { TokenIndex } from './tokens/token-index.js';
export { unknownToken } from './tokens/tokens.repository.js';
export type {
  ClientUsage,
  NameUsage,
  RuleWins,
  UsageFilter,
  UsagePlace,
  UseCount,
  WinCount,
} from './usage.repository.js';
export { FAST_LANE_MS, REQUEST_MS, STOP_MS } from './time-budget.js';
export { CONSTRAINT_MEANINGS, findReason, postgresErrorCode, type RefusedWork } from './violations.js';
export { readState, type StateOfSettings } from './rulesets/read-state.js';
