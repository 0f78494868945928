import {
  DomainError,
  addedFeatures,
  assertAliasOf,
  assertFirstVersion,
  assertHigherVersion,
  assertKnownFeatures,
  assertValueFits,
  conform,
  declaredSetting,
  fitRule,
  jsonEquals,
  judgeAlias,
  judgeDeclaration,
  judgeFeaturesChange,
  judgeRename,
  judgeTypeChange,
  moveFeature,
  parseSettingType,
  parseVersion,
  printJson,
  printVersion,
  type Action,
  type Declaration,
  type Difference,
  type JsonObject,
  type Rule,
  type Setting,
  type Verdict,
} from '@heksher/domain';
import type { Answer, DeclaredSetting, MetadataEdit, Mutation } from './operations.js';
import {
  arranged,
  findSetting,
  findTwin,
  getRule,
  getSetting,
  loggedRule,
  notFound,
  rulesOf,
  shownSetting,
  type State,
} from './state.js';

/** The effect of a mutation on a state. Without a change the state stays. */
export interface Effect {
  answer: Answer;
  state: State;
  change?: { action: Action; settings: string[] | null; before?: unknown; after?: unknown };
}

type Of<Kind extends Mutation['kind']> = Extract<Mutation, { kind: Kind }>;

const DONE: Answer = { status: 204 };

/** The effect of a mutation. A new rule gets the id. Throws the domain's refusals. */
export function write(state: State, operation: Mutation, ruleId: number): Effect {
  switch (operation.kind) {
    case 'declare':
      return declare(state, operation.declared);
    case 'change type':
      return changeType(state, operation);
    case 'rename':
      return rename(state, operation);
    case 'add alias':
      return addAlias(state, operation);
    case 'remove alias':
      return removeAlias(state, operation);
    case 'configure':
      return configure(state, operation);
    case 'edit setting metadata':
      return editSettingMetadata(state, operation);
    case 'delete setting':
      return deleteSetting(state, getSetting(state, operation.setting));
    case 'add rule':
      return addRule(state, operation, ruleId);
    case 'change value':
      return changeValue(state, operation);
    case 'edit rule metadata': {
      const rule = getRule(state, operation.rule);
      const edited = { ...rule, metadata: edit(rule.metadata, operation.edit) };
      return ruleChanged(state, 'rule.metadata_changed', { before: rule, after: edited });
    }
    case 'delete rule':
      return ruleChanged(state, 'rule.deleted', { before: getRule(state, operation.rule) });
    case 'add feature':
      return addFeature(state, operation.feature);
    case 'delete feature':
      return deleteFeature(state, operation.feature);
    case 'move feature': {
      const features = moveFeature(state.features, operation.feature, operation.place);
      const isSame = features.every((name, at) => name === state.features[at]);
      return isSame ? { answer: DONE, state } : featuresChanged(state, 'context_feature.moved', features);
    }
  }
}

function declare(state: State, declared: DeclaredSetting): Effect {
  const declaration = declarationOf(declared);
  const { name, alias } = declaration;
  const byAlias = alias === undefined ? undefined : findSetting(state, alias);
  const setting = declaredSetting({ name, alias }, findSetting(state, name), byAlias);
  if (!setting) return create(state, declaration);
  const rules = rulesOf(state, setting.name);
  assertKnownFeatures(addedFeatures(declaration, setting, rules), state.features);
  const verdict = judgeDeclaration(declaration, setting, rules);
  const answer = answerOf(verdict);
  if (verdict.outcome !== 'upgraded') return { answer, state };
  const upgraded = { ...renamed(setting, name), ...declaredAttributes(declaration) };
  return { ...settingChanged(state, 'setting.upgraded', setting, upgraded), answer };
}

function declarationOf(declared: DeclaredSetting): Declaration {
  const type = parseSettingType(declared.type);
  return {
    name: declared.name,
    alias: declared.alias,
    type,
    defaultValue: conform(type, declared.default_value),
    configurableFeatures: declared.configurable_features,
    metadata: declared.metadata,
    version: parseVersion(declared.version),
  };
}

function create(state: State, declaration: Declaration): Effect {
  assertFirstVersion(declaration);
  assertKnownFeatures(declaration.configurableFeatures, state.features);
  const { name } = declaration;
  const created = { ...declaredAttributes(declaration), name, aliases: [] };
  const after = arranged({ ...state, settings: [...state.settings, created] });
  const shown = shownSetting(getSetting(after, name));
  return {
    answer: { status: 200, body: { outcome: 'created' } },
    state: after,
    change: { action: 'setting.created', settings: [name], after: shown },
  };
}

/** The members of a declaration, without the name. */
function declaredAttributes(declaration: Declaration): Omit<Setting, 'name' | 'aliases'> {
  const { type, defaultValue, configurableFeatures, metadata, version } = declaration;
  return { type, defaultValue, configurableFeatures, metadata, version };
}

/** A setting under another name. Its old name becomes an alias. */
function renamed(setting: Setting, name: string): Setting {
  if (name === setting.name) return setting;
  return { ...setting, name, aliases: [...setting.aliases.filter((alias) => alias !== name), setting.name] };
}

function answerOf(verdict: Verdict): Answer {
  const isRefused = verdict.outcome === 'rejected' || verdict.outcome === 'mismatch';
  const body = {
    outcome: verdict.outcome,
    latest_version: 'latestVersion' in verdict ? printVersion(verdict.latestVersion) : undefined,
    previous_version: 'previousVersion' in verdict ? printVersion(verdict.previousVersion) : undefined,
    differences: 'differences' in verdict ? verdict.differences.map(shownDifference) : undefined,
  };
  return { status: isRefused ? 409 : 200, body };
}

function shownDifference(difference: Difference): object {
  if ('message' in difference) return difference;
  const { level, attribute, latestValue } = difference;
  return { level, attribute, latest_value: latestValue };
}

function changeType(state: State, operation: Of<'change type'>): Effect {
  const setting = getSetting(state, operation.setting);
  const to = { type: parseSettingType(operation.type), version: parseVersion(operation.version) };
  const verdict = judgeTypeChange(setting, to, rulesOf(state, setting.name));
  if (typeof verdict === 'object') return { answer: { status: 409, body: verdict }, state };
  return judged(state, { verdict, action: 'setting.type_changed', setting, changed: { ...setting, ...to } });
}

function rename(state: State, operation: Of<'rename'>): Effect {
  const setting = getSetting(state, operation.setting);
  const to = { name: operation.name, version: parseVersion(operation.version) };
  const verdict = judgeRename(setting, to, findSetting(state, to.name));
  const changed = { ...renamed(setting, to.name), version: to.version };
  return judged(state, { verdict, action: 'setting.renamed', setting, changed });
}

function addAlias(state: State, { setting: name, alias }: Of<'add alias'>): Effect {
  const setting = getSetting(state, name);
  if (judgeAlias(setting, alias, findSetting(state, alias)) === 'nothing') return { answer: DONE, state };
  const changed = { ...setting, aliases: [...setting.aliases, alias] };
  return settingChanged(state, 'setting.alias_added', setting, changed);
}

function removeAlias(state: State, { setting: name, alias }: Of<'remove alias'>): Effect {
  const setting = getSetting(state, name);
  assertAliasOf(setting, alias);
  const changed = { ...setting, aliases: setting.aliases.filter((other) => other !== alias) };
  return settingChanged(state, 'setting.alias_removed', setting, changed);
}

function configure(state: State, operation: Of<'configure'>): Effect {
  const setting = getSetting(state, operation.setting);
  assertKnownFeatures(operation.features, state.features);
  const to = { configurableFeatures: operation.features, version: parseVersion(operation.version) };
  const verdict = judgeFeaturesChange(setting, to, rulesOf(state, setting.name));
  const changed = { ...setting, ...to };
  return judged(state, { verdict, action: 'setting.configurable_features_changed', setting, changed });
}

interface Judged {
  verdict: 'nothing' | 'version-only' | 'change';
  action: Action;
  setting: Setting;
  changed: Setting;
}

function judged(state: State, { verdict, action, setting, changed }: Judged): Effect {
  if (verdict === 'nothing') return { answer: DONE, state };
  if (verdict === 'change') return settingChanged(state, action, setting, changed);
  return settingChanged(state, 'setting.version_raised', setting, { ...setting, version: changed.version });
}

function editSettingMetadata(state: State, operation: Of<'edit setting metadata'>): Effect {
  const setting = getSetting(state, operation.setting);
  const version = parseVersion(operation.version);
  assertHigherVersion(setting, version);
  const changed = { ...setting, version, metadata: edit(setting.metadata, operation.edit) };
  return settingChanged(state, 'setting.metadata_changed', setting, changed);
}

function edit(metadata: JsonObject, how: MetadataEdit): JsonObject {
  switch (how.kind) {
    case 'merge':
      return { ...metadata, ...how.metadata };
    case 'replace':
      return how.metadata;
    case 'clear':
      return {};
    case 'set key':
      return { ...metadata, [how.key]: how.value };
    case 'remove key':
      return Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== how.key));
  }
}

function settingChanged(state: State, action: Action, from: Setting, to: Setting): Effect {
  const settings = state.settings.map((setting) => (setting === from ? to : setting));
  const rules = state.rules.map((rule) => (rule.setting === from.name ? { ...rule, setting: to.name } : rule));
  const after = arranged({ ...state, settings, rules });
  const change = {
    action,
    settings: [...new Set([from.name, to.name])],
    before: shownSetting(from),
    after: shownSetting(getSetting(after, to.name)),
  };
  return { answer: DONE, state: after, change };
}

function deleteSetting(state: State, setting: Setting): Effect {
  const own = rulesOf(state, setting.name);
  const settings = state.settings.filter((other) => other !== setting);
  const rules = state.rules.filter((rule) => !own.includes(rule));
  const before = { ...shownSetting(setting), rules: own.map(loggedRule) };
  const change = { action: 'setting.deleted' as const, settings: [setting.name], before };
  return { answer: DONE, state: { ...state, settings, rules }, change };
}

function addRule(state: State, operation: Of<'add rule'>, id: number): Effect {
  const setting = findSetting(state, operation.setting);
  if (!setting) throw new DomainError('rule-of-unknown-setting', `no setting is called ${operation.setting}`);
  const conditions = Object.entries(operation.conditions).map(([feature, value]) => ({ feature, value }));
  const { value, metadata } = operation;
  const rule = { ...fitRule({ setting: setting.name, conditions, value, metadata }, setting), id };
  if (findTwin(state, setting.name, conditions)) throw new DomainError('conflict', 'the same conditions');
  return { ...ruleChanged(state, 'rule.created', { after: rule }), answer: { status: 201, body: { rule_id: id } } };
}

function changeValue(state: State, { rule: id, value }: Of<'change value'>): Effect {
  const rule = getRule(state, id);
  const setting = getSetting(state, rule.setting);
  assertValueFits(value, setting);
  return ruleChanged(state, 'rule.value_changed', {
    before: rule,
    after: { ...rule, value: conform(setting.type, value) },
  });
}

/** A change that leaves a rule as it is makes none. */
function ruleChanged(state: State, action: Action, { before, after }: { before?: Rule; after?: Rule }): Effect {
  if (before && after && isSameRule(before, after)) return { answer: DONE, state };
  const others = state.rules.filter((rule) => rule !== before);
  const settings = [before?.setting ?? after?.setting ?? ''];
  const change = { action, settings, before: before && loggedRule(before), after: after && loggedRule(after) };
  return { answer: DONE, state: arranged({ ...state, rules: after ? [...others, after] : others }), change };
}

function isSameRule(a: Rule, b: Rule): boolean {
  return printJson(a.value) === printJson(b.value) && jsonEquals(a.metadata, b.metadata);
}

function addFeature(state: State, feature: string): Effect {
  if (state.features.includes(feature)) throw new DomainError('conflict', `${feature} exists already`);
  return featuresChanged(state, 'context_feature.added', [...state.features, feature]);
}

function deleteFeature(state: State, feature: string): Effect {
  if (!state.features.includes(feature)) notFound(`feature ${feature}`);
  if (state.settings.some(({ configurableFeatures }) => configurableFeatures.includes(feature))) {
    throw new DomainError('conflict', `${feature} is in use`);
  }
  const others = state.features.filter((name) => name !== feature);
  return featuresChanged(state, 'context_feature.deleted', others);
}

function featuresChanged(state: State, action: Action, features: readonly string[]): Effect {
  const change = { action, settings: null, before: state.features, after: features };
  return { answer: DONE, state: arranged({ ...state, features }), change };
}
