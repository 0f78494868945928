import { Injectable } from '@nestjs/common';
import {
  assertAliasOf,
  assertHigherVersion,
  assertKnownFeatures,
  conform,
  judgeAlias,
  judgeFeaturesChange,
  judgeRename,
  judgeTypeChange,
  type Action,
  type MetadataEdit,
  type Setting,
  type SettingType,
  type TypeConflicts,
  type Version,
} from '@heksher/domain';
import {
  Database,
  RulesetCache,
  assertAllFound,
  onlySetting,
  type Listing,
  type Reading,
  type WriteAccess,
} from '@heksher/persistence';

/** Reads settings and changes them one attribute at a time. Every name may be an alias. */
@Injectable()
export class SettingsService {
  constructor(
    private readonly database: Database,
    private readonly rulesets: RulesetCache,
  ) {}

  /** The setting of a name or alias. Throws `not-found`. */
  async get(name: string): Promise<{ setting: Setting; reading: Reading }> {
    const reading = await this.rulesets.read([name]);
    assertAllFound(reading);
    return { setting: onlySetting(reading), reading };
  }

  /** All settings, in the order of their names. Their rules are not loaded. */
  async list(): Promise<Listing> {
    return this.rulesets.readList();
  }

  /** Deletes a setting with its rules, aliases and metadata. Throws `not-found`. */
  async remove(name: string, actor: string | undefined): Promise<void> {
    await this.database.write(actor, async ({ settings, rules, record }) => {
      const setting = await settings.get(name);
      const before = { setting, rules: await rules.listOf(setting.name) };
      await settings.remove(setting.name);
      record({ action: 'setting.deleted', settings: [setting.name], before });
    });
  }

  /** Changes the type. Answers the conflicts if the default or a rule does not fit it; then nothing changes. */
  async setType(
    name: string,
    to: { type: SettingType; version: Version },
    actor: string | undefined,
  ): Promise<TypeConflicts | undefined> {
    return this.database.write(actor, async (access) => {
      const setting = await access.settings.get(name);
      const verdict = judgeTypeChange(setting, to, await access.rules.listOf(setting.name));
      if (typeof verdict === 'object') return verdict;
      if (verdict === 'nothing') return undefined;
      if (verdict === 'version-only') return raiseVersion(setting, to.version, access);
      const defaultValue = conform(to.type, setting.defaultValue);
      await access.settings.setType(setting.name, { ...to, defaultValue });
      await recordChange('setting.type_changed', setting, setting.name, access);
      return undefined;
    });
  }

  /** Renames a setting; its old name becomes an alias. Throws `conflict` if another setting has the new name. */
  async rename(name: string, to: { name: string; version: Version }, actor: string | undefined): Promise<void> {
    await this.database.write(actor, async (access) => {
      const setting = await access.settings.get(name);
      const verdict = judgeRename(setting, to, await access.settings.find(to.name));
      if (verdict === 'nothing') return;
      if (verdict === 'version-only') return raiseVersion(setting, to.version, access);
      await access.settings.rename(setting.name, to.name);
      await access.settings.setVersion(to.name, to.version);
      await recordChange('setting.renamed', setting, to.name, access);
    });
  }

  /** Adds an alias. A name that the setting already has changes nothing. Throws `conflict` if another setting has it. */
  async addAlias(name: string, alias: string, actor: string | undefined): Promise<void> {
    await this.database.write(actor, async (access) => {
      const setting = await access.settings.get(name);
      if (judgeAlias(setting, alias, await access.settings.find(alias)) === 'nothing') return;
      await access.settings.addAlias(setting.name, alias);
      await recordChange('setting.alias_added', setting, setting.name, access);
    });
  }

  /** Removes an alias. Throws `not-found` if the setting has no such alias. */
  async removeAlias(name: string, alias: string, actor: string | undefined): Promise<void> {
    await this.database.write(actor, async (access) => {
      const setting = await access.settings.get(name);
      assertAliasOf(setting, alias);
      await access.settings.removeAlias(alias);
      await recordChange('setting.alias_removed', setting, setting.name, access);
    });
  }

  /** Changes the features that rules may name. Throws `conflict` if a rule uses one that would go. */
  async setConfigurableFeatures(
    name: string,
    to: { configurableFeatures: string[]; version: Version },
    actor: string | undefined,
  ): Promise<void> {
    await this.database.write(actor, async (access) => {
      const setting = await access.settings.get(name);
      assertKnownFeatures(to.configurableFeatures, await access.features.list());
      const verdict = judgeFeaturesChange(setting, to, await access.rules.listOf(setting.name));
      if (verdict === 'nothing') return;
      if (verdict === 'version-only') return raiseVersion(setting, to.version, access);
      await access.settings.setConfigurableFeatures(setting.name, to.configurableFeatures);
      await access.settings.setVersion(setting.name, to.version);
      await recordChange('setting.configurable_features_changed', setting, setting.name, access);
    });
  }

  /** Edits the metadata. Throws `conflict` unless the version is higher than the setting's. */
  async editMetadata(
    name: string,
    { edit, version }: { edit: MetadataEdit; version: Version },
    actor: string | undefined,
  ): Promise<void> {
    await this.database.write(actor, async (access) => {
      const setting = await access.settings.get(name);
      assertHigherVersion(setting, version);
      await access.settingMetadata.edit(setting.name, edit);
      await access.settings.setVersion(setting.name, version);
      await recordChange('setting.metadata_changed', setting, setting.name, access);
    });
  }
}

async function raiseVersion(setting: Setting, version: Version, access: WriteAccess): Promise<undefined> {
  await access.settings.setVersion(setting.name, version);
  await recordChange('setting.version_raised', setting, setting.name, access);
}

/** Records the setting before and after a change, which may have given it another `name`. */
async function recordChange(action: Action, before: Setting, name: string, access: WriteAccess): Promise<void> {
  access.record({
    action,
    settings: [...new Set([before.name, name])],
    before: { setting: before },
    after: { setting: await access.settings.get(name) },
  });
}
