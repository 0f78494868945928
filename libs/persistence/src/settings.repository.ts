import type { Repository } from 'typeorm';
import {
  printJson,
  printSettingType,
  printVersion,
  unknownSettings,
  type JsonValue,
  type Setting,
  type SettingType,
  type Version,
} from '@heksher/domain';
import { ConfigurableRow, SettingAliasRow, SettingRow } from './entities.js';
import { named } from './database/named-statements.js';
import { readMetadata, readType, readValue, readVersion } from './rows.js';
import type { Session } from './database/session.js';

/** What `SETTING_COLUMNS` selects. The arrays and the metadata are JSON text. */
export interface SettingSelection {
  name: string;
  type: string;
  default_value: string;
  version: string | null;
  aliases: string;
  configurable_features: string;
  metadata: string;
}

/** The whole of each setting `s`, in one row. */
export const SETTING_COLUMNS = `
  s.name, s.type, s.default_value, s.version,
  (
    select coalesce(json_agg(a.alias order by a.alias collate "C"), '[]')
    from setting_aliases a where a.setting = s.name
  ) as aliases,
  (
    select coalesce(json_agg(c.context_feature order by f.index), '[]')
    from configurable c join context_features f on f.name = c.context_feature
    where c.setting = s.name
  ) as configurable_features,
  (
    select coalesce(jsonb_object_agg(m.key, m.value), '{}')
    from setting_metadata m where m.setting = s.name
  ) as metadata`;

const FIND = named(
  `select ${SETTING_COLUMNS}
   from settings s
   where s.name = $1 or s.name = (select a.setting from setting_aliases a where a.alias = $1)
   order by s.name = $1 desc
   limit 1`,
);

/** The setting that a selected row is. */
export function toSetting(row: SettingSelection): Setting {
  const type = readType(row.type);
  return {
    name: row.name,
    aliases: JSON.parse(row.aliases) as string[],
    type,
    defaultValue: readValue(row.default_value, type),
    configurableFeatures: JSON.parse(row.configurable_features) as string[],
    metadata: readMetadata(row.metadata),
    version: readVersion(row.version),
  };
}

/** Settings without their rules. */
export class SettingsRepository {
  constructor(private readonly session: Session) {}

  /** The setting of a name or alias. */
  async find(name: string): Promise<Setting | undefined> {
    if (name.includes('\u0000')) return undefined; // PostgreSQL refuses such text
    const [row] = await this.session.run<SettingSelection>(FIND, [name]);
    return row && toSetting(row);
  }

  /** The setting of a name or alias. Throws `not-found`. */
  async get(name: string): Promise<Setting> {
    const setting = await this.find(name);
    if (!setting) throw unknownSettings([name]);
    return setting;
  }

  /** All settings, in the order of their names. */
  async list(): Promise<Setting[]> {
    const rows = await this.session.manager.query<SettingSelection[]>(
      `select ${SETTING_COLUMNS} from settings s order by s.name collate "C"`,
    );
    return rows.map(toSetting);
  }

  /** All names of each setting that has one of these as its name or alias, the canonical one first. */
  async listNames(names: readonly string[]): Promise<string[][]> {
    if (names.length === 0) return [];
    const rows = await this.session.manager.query<{ names: string[] }[]>(
      `select array_prepend(s.name::text, array(
         select a.alias::text from setting_aliases a where a.setting = s.name order by a.alias
       )) as names
       from settings s
       where s.name in (
         select unnest($1::text[]) union select a.setting from setting_aliases a where a.alias = any ($1::text[])
       )`,
      [names],
    );
    return rows.map((row) => row.names);
  }

  /** Adds a setting without its aliases and metadata. */
  async add(setting: Omit<Setting, 'aliases' | 'metadata'>): Promise<void> {
    await this.settings.insert({
      name: setting.name,
      type: printSettingType(setting.type),
      defaultValue: printJson(setting.defaultValue),
      version: printVersion(setting.version),
    });
    await this.insertFeatures(setting.name, setting.configurableFeatures);
  }

  async setVersion(name: string, version: Version): Promise<void> {
    await this.settings.update({ name }, { version: printVersion(version) });
  }

  /** Sets type, default value and version together, since the default value must fit the type. */
  async setType(name: string, to: { type: SettingType; defaultValue: JsonValue; version: Version }): Promise<void> {
    const type = printSettingType(to.type);
    const defaultValue = printJson(to.defaultValue);
    await this.settings.update({ name }, { type, defaultValue, version: printVersion(to.version) });
  }

  /** Replaces the context features that the setting's rules may name. */
  async setConfigurableFeatures(name: string, features: readonly string[]): Promise<void> {
    await this.session.manager.getRepository(ConfigurableRow).delete({ setting: name });
    await this.insertFeatures(name, features);
  }

  /** Renames a setting. Its old name becomes an alias. If the new name was an alias, it is none any more. */
  async rename(from: string, to: string): Promise<void> {
    await this.aliases.delete({ alias: to });
    await this.settings.update({ name: from }, { name: to });
    await this.aliases.insert({ setting: to, alias: from });
  }

  /** Adds an alias, a name that no setting has, to the setting of a canonical name. */
  async addAlias(name: string, alias: string): Promise<void> {
    await this.aliases.insert({ setting: name, alias });
  }

  /** Removes an alias. */
  async removeAlias(alias: string): Promise<void> {
    await this.aliases.delete({ alias });
  }

  /** Removes a setting with its rules, aliases and metadata. */
  async remove(name: string): Promise<void> {
    await this.settings.delete({ name });
  }

  private get settings(): Repository<SettingRow> {
    return this.session.manager.getRepository(SettingRow);
  }

  private get aliases(): Repository<SettingAliasRow> {
    return this.session.manager.getRepository(SettingAliasRow);
  }

  /** SQL, so that a list of any length is one parameter. */
  private async insertFeatures(setting: string, features: readonly string[]): Promise<void> {
    if (features.length === 0) return;
    await this.session.manager.query(
      'insert into configurable (setting, context_feature) select $1, feature from unnest($2::text[]) as feature',
      [setting, features],
    );
  }
}
