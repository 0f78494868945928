import type { EntityTarget, Repository } from 'typeorm';
import { printJson, type JsonObject, type MetadataEdit } from '@heksher/domain';
import { RuleMetadataRow, SettingMetadataRow } from './entities.js';
import { named, type NamedStatement } from './database/named-statements.js';
import type { Session } from './database/session.js';

interface MetadataTable {
  row: EntityTarget<SettingMetadataRow | RuleMetadataRow>;
  /** The column that names the setting or the rule. */
  owner: 'setting' | 'rule';
  /** SQL, since TypeORM would print the JSON of a `jsonb` column once more, and round its numbers. */
  set: NamedStatement;
}

function setIn(table: string, owner: string): NamedStatement {
  return named(
    `insert into ${table} (${owner}, key, value)
     select $1, key, value from jsonb_each($2::jsonb)
     on conflict (${owner}, key) do update set value = excluded.value`,
  );
}

const TABLES: Record<'setting' | 'rule', MetadataTable> = {
  setting: { row: SettingMetadataRow, owner: 'setting', set: setIn('setting_metadata', 'setting') },
  rule: { row: RuleMetadataRow, owner: 'rule', set: setIn('rule_metadata', 'rule') },
};

/** The metadata of settings or of rules. Values pass as JSON text, so numbers keep their digits. */
export class MetadataRepository<Owner extends string | number> {
  private readonly table: MetadataTable;

  constructor(
    private readonly session: Session,
    of: keyof typeof TABLES,
  ) {
    this.table = TABLES[of];
  }

  /** Changes the metadata of a setting, by its canonical name, or of a rule. */
  async edit(owner: Owner, edit: MetadataEdit): Promise<void> {
    if ('remove' in edit) {
      await this.rows.delete({ [this.table.owner]: owner, key: edit.remove });
    } else if ('replace' in edit) {
      await this.rows.delete({ [this.table.owner]: owner });
      await this.set(owner, edit.replace);
    } else {
      await this.set(owner, edit.set);
    }
  }

  private get rows(): Repository<SettingMetadataRow | RuleMetadataRow> {
    return this.session.manager.getRepository(this.table.row);
  }

  private async set(owner: Owner, metadata: JsonObject): Promise<void> {
    if (Object.keys(metadata).length === 0) return;
    await this.session.run(this.table.set, [owner, printJson(metadata)]);
  }
}
