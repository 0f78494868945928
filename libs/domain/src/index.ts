export { assertItemsPermitted, assertPermitted, assertRole, assertUnlimited, roleFor } from './access/permission.js';
export type { Principal, PrincipalKind } from './access/principal.js';
export { ROLES, greaterRole, includesRole, isRole, type Role } from './access/role.js';
export { isExpired, isTokenValid, parseToken, printToken, type StoredToken } from './access/token.js';
export {
  changesRulesOnly,
  mayAddAlias,
  mayChangeNames,
  changesTokensOnly,
  mayChangeTokens,
  type Action,
  type ChangeSubject,
} from './action.js';
export { changesAfter, concerns, isOfOneSetting, judgeStart, leadOnFrom, type FollowedTo } from './change-stream.js';
export { compareCodePoints } from './code-points.js';
export { compareContexts, haveDifferentValues } from './comparison.js';
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
  type Declaration,
  type DeclarationOutcome,
  type Difference,
  type Verdict,
} from './declaration.js';
export {
  DOCUMENT_FORMAT,
  isInScope,
  type Document,
  type DocumentRule,
  type DocumentSetting,
} from './document/document.js';
export {
  namesInDocument,
  planDocument,
  type DocumentOperation,
  type DocumentPlan,
  type PruneOptions,
} from './document/plan-document.js';
export { printDocument, type DocumentState, type Inclusion } from './document/print-document.js';
export { readDocument } from './document/read-document.js';
export { FaultList } from './fault-list.js';
export type { ChangedSubject, DocumentChange, DocumentSummary } from './document/document-change.js';
export { decisionTable, type Decision } from './decision-table.js';
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
  evaluateFlag,
  flagAttributes,
  flagMetadata,
  flagOf,
  flagVariant,
  noFlagIsCalled,
  withTargetingKey,
  type FlagEvaluation,
  type FlagReason,
} from './flag.js';
export {
  ExactNumber,
  NESTED_TOO_DEEP,
  isJsonNumber,
  isJsonObject,
  jsonEquals,
  numberText,
  parseJson,
  parseStoredJson,
  parseTolerantly,
  primitiveKey,
  printJson,
  type JsonObject,
  type JsonPrimitive,
  type JsonValue,
} from './json.js';
export { printIndentedJson } from './indented-json.js';
export { parseInstant } from './instant.js';
export { printLoggedState, type LoggedState } from './logged.js';
export { Members } from './members.js';
export { assertMetadataValue, parseMetadata, setKey, type MetadataEdit } from './metadata.js';
export {
  FEATURE_NAME,
  FEATURE_VALUE,
  METADATA_KEY,
  SETTING_ALIAS,
  SETTING_NAME,
  SETTING_NAME_OR_ALIAS,
  TOKEN_NAME,
  assertName,
  whyNotName,
  whyNotNames,
} from './names.js';
export {
  assertValueFits,
  describeConditions,
  fitRule,
  parseConditionList,
  parseConditions,
  parseNewRule,
  printConditions,
  type Condition,
  type NewRule,
  type Rule,
  type WrittenRuleId,
} from './rule.js';
export { redundantRules } from './redundancy.js';
export { resolverDependentRules } from './resolver-difference.js';
export { parseWantedConditions, passesRuleFilter, valueContains, valueEquals, type RuleFilter } from './rule-search.js';
export { CompiledRule, KEY_SEPARATOR, printRuleConditions, type RuleParts } from './compiled-rule.js';
export {
  changeRuleset,
  compileRuleset,
  filterRules,
  findRuleById,
  foreignFeatures,
  type Context,
  type Ruleset,
  type RulesetChange,
} from './ruleset.js';
export { RulesetRow } from './ruleset-row.js';
export {
  assertAliasOf,
  assertHigherVersion,
  judgeAlias,
  judgeFeaturesChange,
  judgeRename,
  judgeTypeChange,
} from './setting-change.js';
export { facetsOf, groupNames, type Facets, type PrefixGroup } from './setting-groups.js';
export { comparePlaces, pageOf, placeOf, type Page, type SettingOrder, type SettingPlace } from './setting-order.js';
export {
  needsFacts,
  passesFacts,
  passesFilter,
  passesUses,
  searchWords,
  type LatestChange,
  type SettingFacts,
  type SettingFilter,
  type Since,
} from './setting-search.js';
export { accepts, conform } from './setting-type/accepts.js';
export { parseSettingType } from './setting-type/parse.js';
export { printSettingType } from './setting-type/print.js';
export type { Options, SettingType } from './setting-type/setting-type.js';
export { whyNotAccepted, type Misfit } from './setting-type/why-not-accepted.js';
export { missingSettings, noSettingIsCalled, unknownSettings, type Setting } from './setting.js';
export { toRule, type Base, type BaseSetting } from './planning/base.js';
export { Draft } from './planning/draft.js';
export { impactOf, type Impact, type ImpactValue } from './planning/impact.js';
export { isOnFeaturesOnly, isOnRulesOnly, noEffects, type Effects, type MetadataEffect } from './planning/effects.js';
export { withRuleIds } from './planning/identify.js';
export { printItem, type Item } from './planning/item.js';
export type { Subject } from './planning/judging.js';
export {
  touchedBy,
  type Operation,
  type RuleTarget,
  type SettingChanges,
  type Touched,
  type WrittenRule,
} from './planning/operation.js';
export { patchesOf, type SettingPatch } from './planning/patches.js';
export {
  RefusedOperations,
  judgeOperations,
  planOf,
  planOperation,
  planOperations,
  type GuardedOperation,
  type JudgedOperations,
  type Plan,
  type RefusedOperation,
} from './planning/plan.js';
export type { OperationResult } from './planning/result.js';
export { readValue, readValueText } from './stored-value.js';
export {
  EVERYTHING,
  USE_KINDS,
  lastAskedAt,
  lastUseOf,
  staleReasons,
  type LastUse,
  type LastUses,
  type StaleReason,
  type UseKind,
} from './usage.js';
export { FIRST_VERSION, parseVersion, printVersion, type Version } from './version.js';
export { ConflictingHistory, type HistoryConflict } from './history/conflict.js';
export { readContent, type Content, type LoggedContent } from './history/content.js';
export { hasBroughtAbout } from './history/culprits.js';
export { LastChanges } from './history/last-changes.js';
export { deltaOf, snapshotOf, type Delta } from './history/delta.js';
export { PastSetting } from './history/past-setting.js';
export { PastState } from './history/past-state.js';
export { parsePoint, type Point } from './history/point.js';
export { planRestore, touchedByRestore, type Restoration } from './history/restore.js';
export { touchedNames } from './history/touched-names.js';
export { planUndo, touchedByUndo } from './history/undo.js';
