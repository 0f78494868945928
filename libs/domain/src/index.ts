export { changesRulesOnly, mayAddAlias, mayChangeNames, type Action, type ChangeSubject } from './action.js';
export { changesAfter, concerns, judgeStart, leadOnFrom, type FollowedTo } from './change-stream.js';
export { compareCodePoints } from './code-points.js';
export {
  assertKnownFeatures,
  inFeatureOrder,
  moveFeature,
  planStartup,
  unknownFeatures,
  type FeaturePlace,
  type StartupPlan,
  type StoredFeature,
} from './context-feature.js';
export { parseContextFilters, readContextFilters, type ContextFilters } from './context-filter.js';
export {
  addedFeatures,
  assertConsistent,
  assertFirstVersion,
  declaredSetting,
  judgeDeclaration,
  needsRules,
  type Declaration,
  type Difference,
  type Verdict,
} from './declaration.js';
export { DomainError, invalid, locate, type ErrorKind, type Fault, type Path, type Place } from './errors.js';
export {
  evaluate,
  featureText,
  parseContext,
  parseContextList,
  parseSettingNames,
  type Evaluation,
} from './evaluation.js';
export { explainContext, type ExplainedRule, type Outcome } from './explanation.js';
export {
  ExactNumber,
  NESTED_TOO_DEEP,
  isJsonObject,
  parseJson,
  parseStoredJson,
  parseTolerantly,
  printJson,
  type JsonObject,
  type JsonValue,
} from './json.js';
export { printLoggedState, type LoggedState } from './logged.js';
export { assertMetadataValue, parseMetadata, setKey, type MetadataEdit } from './metadata.js';
export {
  FEATURE_NAME,
  FEATURE_VALUE,
  METADATA_KEY,
  SETTING_ALIAS,
  SETTING_NAME,
  SETTING_NAME_OR_ALIAS,
  assertName,
  whyNotName,
} from './names.js';
export {
  assertValueFits,
  describeConditions,
  fitRule,
  parseConditionList,
  parseNewRule,
  printConditions,
  type Condition,
  type NewRule,
  type Rule,
  type WrittenRuleId,
} from './rule.js';
export { compileRuleset, filterRules, type CompiledRule, type Context, type Ruleset } from './ruleset.js';
export {
  assertAliasOf,
  assertHigherVersion,
  judgeAlias,
  judgeFeaturesChange,
  judgeRename,
  judgeTypeChange,
  type TypeConflicts,
} from './setting-change.js';
export { accepts, conform } from './setting-type/accepts.js';
export { parseSettingType } from './setting-type/parse.js';
export { printSettingType } from './setting-type/print.js';
export type { SettingType } from './setting-type/setting-type.js';
export { noSettingIsCalled, unknownSettings, type Setting } from './setting.js';
export { FIRST_VERSION, parseVersion, printVersion, type Version } from './version.js';
