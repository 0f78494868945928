import { unknownSettings, type Setting } from '@heksher/domain';
import { named } from './database/named-statements.js';
import { readMetadata, readType, readValue, readVersion } from './rows.js';
import type { Session } from './database/session.js';

/** A row of `SETTING_COLUMNS`. The arrays and the metadata are JSON text. */
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
}
