import { assertConsistent, judgeUpgrade, type Declaration, type Difference } from '../declaration.js';
import { DomainError } from '../errors.js';
import { printJson } from '../json.js';
import { accepts } from '../setting-type/accepts.js';
import { printSettingType } from '../setting-type/print.js';
import { assertHigherVersion } from '../setting-change.js';
import type { Setting } from '../setting.js';
import { HIGHEST_NUMBER, compareVersions, printVersion, type Version } from '../version.js';
import type { DraftSetting } from './draft-setting.js';
import { getSetting, judgeUpgradeOf, upgrade } from './judge-settings.js';
import type { Judging } from './judging.js';
import type { Operation, SettingChanges } from './operation.js';
import type { OperationResult } from './result.js';

type Change = Extract<Operation, { op: 'setting.change' }>;

/**
 * Changes attributes of a setting, judged like a declaration with these differences. Without a version the setting gets the
 * lowest one that allows them. Throws `conflict` if no version does, or the given one does not.
 */
export function changeSetting({ setting: name, changes }: Change, judging: Judging): OperationResult {
  const owner = getSetting(name, judging);
  const { setting } = owner;
  const declaration = declarationOf(setting, changes);
  assertDefaultFits(declaration, changes);
  assertNameIsFree(declaration, setting, judging);
  const differences = differencesOf(declaration, owner, judging);
  const version = changes.version ?? nextVersion(setting, differences);
  if (differences.length === 0 && compareVersions(version, setting.version) === 0) return { outcome: 'unchanged' };
  assertHigherVersion(setting, version);
  if (judgeUpgrade(setting.version, version, differences) === 'rejected') {
    throw rejectedChange(setting, version, differences);
  }
  upgrade({ ...declaration, version }, owner, { judging, action: 'setting.changed' });
  return { outcome: 'changed' };
}

function declarationOf(setting: Setting, changes: SettingChanges): Declaration {
  return {
    name: changes.name ?? setting.name,
    alias: undefined,
    type: changes.type ?? setting.type,
    defaultValue: changes.defaultValue === undefined ? setting.defaultValue : changes.defaultValue,
    configurableFeatures: [...(changes.configurableFeatures ?? setting.configurableFeatures)],
    metadata: changes.metadata ?? setting.metadata,
    version: changes.version ?? setting.version,
  };
}

/** A default value that is not part of the operation is no fault of its body, so it is a conflict. */
function assertDefaultFits(declaration: Declaration, changes: SettingChanges): void {
  const { type, defaultValue } = declaration;
  if (changes.defaultValue !== undefined || accepts(type, defaultValue)) return assertConsistent(declaration);
  const message = `the default value ${printJson(defaultValue)} is not of the type ${printSettingType(type)}`;
  throw new DomainError('conflict', message);
}

function assertNameIsFree({ name }: Declaration, setting: Setting, { draft }: Judging): void {
  const holder = draft.find(name)?.setting;
  if (!holder || holder.name === setting.name) return;
  throw new DomainError('conflict', `the name ${name} belongs to the setting ${holder.name}`);
}

/** What an upgrade to the declaration would change. */
function differencesOf(declaration: Declaration, owner: DraftSetting, judging: Judging): readonly Difference[] {
  const version = { major: owner.setting.version.major + 1, minor: 0 };
  const verdict = judgeUpgradeOf({ ...declaration, version }, owner, judging);
  return 'differences' in verdict ? verdict.differences : [];
}

/** The lowest version that allows the differences: the stored one if there are none. Throws `conflict` after the last. */
function nextVersion({ name, version }: Setting, differences: readonly Difference[]): Version {
  const { major, minor } = version;
  if (differences.length === 0) return version;
  const isMinor = differences.every(({ level }) => level === 'minor');
  if (isMinor && minor < HIGHEST_NUMBER) return { major, minor: minor + 1 };
  if (major < HIGHEST_NUMBER) return { major: major + 1, minor: 0 };
  throw new DomainError(
    'conflict',
    `setting ${name} is at version ${printVersion(version)}, and no version follows it`,
  );
}

function rejectedChange({ name }: Setting, version: Version, differences: readonly Difference[]): DomainError {
  const mismatches = differences.filter(({ level }) => level === 'mismatch');
  const decisive = mismatches.length > 0 ? mismatches : differences.filter(({ level }) => level === 'major');
  const reasons = decisive.map((one) =>
    'message' in one ? one.message : `${one.attribute} needs a new major version`,
  );
  const detail = `setting ${name} cannot change like this in version ${printVersion(version)}: ${reasons.join('; ')}`;
  return new DomainError('conflict', detail);
}
