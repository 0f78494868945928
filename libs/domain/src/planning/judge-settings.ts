import { assertKnownFeatures, inFeatureOrder } from '../context-feature.js';
import { compareCodePoints } from '../code-points.js';
import {
  addedFeatures,
  assertFirstVersion,
  declaredSetting,
  judgeDeclaration,
  needsRules,
  type Declaration,
  type DeclarationOutcome,
} from '../declaration.js';
import { printJson } from '../json.js';
import { editMetadata, storedMetadata } from '../metadata.js';
import type { Rule } from '../rule.js';
import {
  assertAliasOf,
  assertHigherVersion,
  judgeAlias,
  judgeFeaturesChange,
  judgeRename,
  judgeTypeChange,
} from '../setting-change.js';
import { conform } from '../setting-type/accepts.js';
import { printSettingType } from '../setting-type/print.js';
import { unknownSettings, type Setting } from '../setting.js';
import type { Action } from '../action.js';
import type { DraftSetting } from './draft-setting.js';
import type { Judging } from './judging.js';
import type { Operation } from './operation.js';
import type { OperationResult } from './result.js';

type Of<Op extends Operation['op']> = Extract<Operation, { op: Op }>;

/** Declares a setting. `rejected` and `mismatch` change nothing. Throws as `declaredSetting` and `assertFirstVersion`. */
export function declareSetting({ declaration }: Of<'setting.declare'>, judging: Judging): OperationResult {
  const { draft, check } = judging;
  const byName = draft.find(declaration.name);
  const byAlias = declaration.alias === undefined ? undefined : draft.find(declaration.alias);
  const declared = declaredSetting(declaration, byName?.setting, byAlias?.setting);
  const owner = declared && draft.find(declared.name);
  check({ kind: 'setting', setting: owner?.base });
  return owner ? upgradeSetting(declaration, owner, judging) : createSetting(declaration, judging);
}

/** Deletes a setting with its rules. Throws `not-found`, unless the operation says that it need not exist. */
export function deleteSetting(
  { setting: name, ifExists = false }: Of<'setting.delete'>,
  judging: Judging,
): OperationResult {
  if (ifExists && !judging.draft.find(name)) return { outcome: 'unchanged' };
  judging.draft.deleteSetting(getSetting(name, judging));
  return { outcome: 'deleted' };
}

/** Changes the type. Answers the conflicts if the default or a rule does not fit it; then nothing changes. */
export function setType({ setting: name, ...to }: Of<'setting.set_type'>, judging: Judging): OperationResult {
  const owner = getSetting(name, judging);
  const verdict = judgeTypeChange(owner.setting, to, owner.listRules());
  if (typeof verdict === 'object') return { outcome: 'unchanged', typeConflicts: verdict };
  if (verdict === 'nothing') return { outcome: 'unchanged' };
  if (verdict === 'version-only') return raiseVersion(owner, to.version, judging);
  const defaultValue = conform(to.type, owner.setting.defaultValue);
  write({ ...owner.setting, ...to, defaultValue }, owner, { judging, action: 'setting.type_changed' });
  return { outcome: 'changed' };
}

/** Renames a setting; its old name becomes an alias. Throws `conflict` if another setting has the new name. */
export function renameSetting({ setting: from, ...to }: Of<'setting.rename'>, judging: Judging): OperationResult {
  const owner = getSetting(from, judging);
  const verdict = judgeRename(owner.setting, to, judging.draft.find(to.name)?.setting);
  if (verdict === 'nothing') return { outcome: 'unchanged' };
  if (verdict === 'version-only') return raiseVersion(owner, to.version, judging);
  write({ ...renamed(owner.setting, to.name), version: to.version }, owner, { judging, action: 'setting.renamed' });
  return { outcome: 'changed' };
}

/** Changes the features that rules may name. Throws `conflict` if a rule uses one that would go. */
export function setConfigurableFeatures(
  { setting: name, configurableFeatures, version }: Of<'setting.set_configurable_features'>,
  judging: Judging,
): OperationResult {
  const { features } = judging.draft;
  const owner = getSetting(name, judging);
  assertKnownFeatures(configurableFeatures, features);
  const verdict = judgeFeaturesChange(owner.setting, { configurableFeatures, version }, owner.listRules());
  if (verdict === 'nothing') return { outcome: 'unchanged' };
  if (verdict === 'version-only') return raiseVersion(owner, version, judging);
  const ordered = inFeatureOrder(configurableFeatures, features);
  const to = { ...owner.setting, configurableFeatures: ordered, version };
  write(to, owner, { judging, action: 'setting.configurable_features_changed' });
  return { outcome: 'changed' };
}

/** Edits the metadata. Throws `conflict` unless the version is higher than the setting's. */
export function editSettingMetadata(
  { setting: name, edit, version }: Of<'setting.edit_metadata'>,
  judging: Judging,
): OperationResult {
  const owner = getSetting(name, judging);
  assertHigherVersion(owner.setting, version);
  const metadata = editMetadata(owner.setting.metadata, edit);
  write({ ...owner.setting, metadata, version }, owner, { judging, action: 'setting.metadata_changed' });
  return { outcome: 'changed' };
}

/** Adds an alias. A name that the setting already has changes nothing. Throws `conflict` if another setting has it. */
export function addAlias({ setting: name, alias }: Of<'alias.add'>, judging: Judging): OperationResult {
  const owner = getSetting(name, judging);
  const holder = judging.draft.find(alias)?.setting;
  if (judgeAlias(owner.setting, alias, holder) === 'nothing') return { outcome: 'unchanged' };
  const aliases = sorted([...owner.setting.aliases, alias]);
  write({ ...owner.setting, aliases }, owner, { judging, action: 'setting.alias_added' });
  return { outcome: 'changed' };
}

/** Removes an alias. Throws `not-found` if the setting has no such alias. */
export function deleteAlias({ setting: name, alias }: Of<'alias.delete'>, judging: Judging): OperationResult {
  const owner = getSetting(name, judging, (setting) => assertAliasOf(setting, alias));
  const aliases = owner.setting.aliases.filter((other) => other !== alias);
  write({ ...owner.setting, aliases }, owner, { judging, action: 'setting.alias_removed' });
  return { outcome: 'deleted' };
}

/** The setting after a rename. The new name may have been one of its aliases. */
export function renamed(setting: Setting, name: string): Setting {
  if (name === setting.name) return setting;
  const aliases = setting.aliases.filter((alias) => alias !== name);
  return { ...setting, name, aliases: sorted([...aliases, setting.name]) };
}

/** The setting of a name. `assertWhole` throws if something of it is not found, before preconditions are checked. */
export function getSetting(
  name: string,
  { draft, check }: Judging,
  assertWhole?: (setting: Setting) => void,
): DraftSetting {
  const owner = draft.find(name);
  if (!owner) throw unknownSettings([name]);
  assertWhole?.(owner.setting);
  check({ kind: 'setting', setting: owner.base });
  return owner;
}

function createSetting(declaration: Declaration, { draft }: Judging): OperationResult {
  assertFirstVersion(declaration);
  assertKnownFeatures(declaration.configurableFeatures, draft.features);
  const { name, type, version } = declaration;
  const configurableFeatures = inFeatureOrder(declaration.configurableFeatures, draft.features);
  const defaultValue = conform(type, declaration.defaultValue);
  const metadata = storedMetadata(declaration.metadata);
  draft.addSetting({ name, aliases: [], type, defaultValue, configurableFeatures, metadata, version });
  return { outcome: 'created', declaration: { outcome: 'created' } };
}

function upgradeSetting(declaration: Declaration, owner: DraftSetting, judging: Judging): OperationResult {
  const verdict: DeclarationOutcome = judgeUpgradeOf(declaration, owner, judging);
  if (verdict.outcome !== 'upgraded') return { outcome: 'unchanged', declaration: verdict };
  upgrade(declaration, owner, { judging, action: 'setting.upgraded' });
  return { outcome: 'changed', declaration: verdict };
}

/** Judges a declaration of a setting that exists. Throws `not-found` if it adds a feature that does not exist. */
export function judgeUpgradeOf(
  declaration: Declaration,
  owner: DraftSetting,
  { draft }: Judging,
): ReturnType<typeof judgeDeclaration> {
  const rules: Rule[] = needsRules(declaration, owner.setting) ? owner.listRules() : [];
  const added = addedFeatures(declaration, owner.setting, rules);
  if (added.length > 0) assertKnownFeatures(added, draft.features);
  return judgeDeclaration(declaration, owner.setting, rules);
}

/** Makes a setting what a declaration says. */
export function upgrade(
  declaration: Declaration,
  owner: DraftSetting,
  { judging, action }: { judging: Judging; action: Action },
): void {
  const { type, version } = declaration;
  const defaultValue = conform(type, declaration.defaultValue);
  const metadata = storedMetadata(declaration.metadata);
  const configurableFeatures = inFeatureOrder(declaration.configurableFeatures, judging.draft.features);
  const named = renamed(owner.setting, declaration.name);
  write({ ...named, type, defaultValue, metadata, version, configurableFeatures }, owner, { judging, action });
}

function raiseVersion(owner: DraftSetting, version: Setting['version'], judging: Judging): OperationResult {
  write({ ...owner.setting, version }, owner, { judging, action: 'setting.version_raised' });
  return { outcome: 'changed' };
}

/** Writes a setting, and its rules whose values another type spells differently. */
function write(setting: Setting, owner: DraftSetting, { judging, action }: { judging: Judging; action: Action }): void {
  const { draft } = judging;
  const { type } = owner.setting;
  const isOtherType = printSettingType(setting.type) !== printSettingType(type);
  const before = isOtherType ? owner.listRules() : [];
  draft.changeSetting(owner, isOtherType ? setting : { ...setting, type }, action);
  for (const rule of before) {
    const value = conform(setting.type, rule.value);
    if (printJson(value) !== printJson(rule.value)) draft.respellRule(owner, rule, { ...rule, value });
  }
}

function sorted(names: string[]): string[] {
  return names.sort(compareCodePoints);
}
