import type { EntityManager } from 'typeorm';
import { printJson, type JsonObject, type JsonValue } from '@heksher/domain';

/** Whose metadata it is: the table and the column that names the owner. */
const TABLES = {
  setting: { table: 'setting_metadata', owner: 'setting' },
  rule: { table: 'rule_metadata', owner: 'rule' },
} as const;

/** The metadata of settings, or of rules: keys with any JSON. Values pass as text, so numbers keep their digits. */
export class MetadataRepository<Owner extends string | number> {
  private readonly table: string;
  private readonly owner: string;

  constructor(
    private readonly manager: EntityManager,
    of: keyof typeof TABLES,
  ) {
    ({ table: this.table, owner: this.owner } = TABLES[of]);
  }

  /** Sets these keys and leaves the others as they are. */
  async merge(owner: Owner, metadata: JsonObject): Promise<void> {
    if (Object.keys(metadata).length === 0) return;
    await this.manager.query(
      `insert into ${this.table} (${this.owner}, key, value)
       select $1, key, value from jsonb_each($2::jsonb)
       on conflict (${this.owner}, key) do update set value = excluded.value`,
      [owner, printJson(metadata)],
    );
  }

  /** Makes the metadata exactly this. */
  async replace(owner: Owner, metadata: JsonObject): Promise<void> {
    await this.clear(owner);
    await this.merge(owner, metadata);
  }

  async clear(owner: Owner): Promise<void> {
    await this.manager.query(`delete from ${this.table} where ${this.owner} = $1`, [owner]);
  }

  async setKey(owner: Owner, key: string, value: JsonValue): Promise<void> {
    await this.merge(owner, Object.fromEntries([[key, value]]));
  }

  /** Removes a key; one that is not there stays so. */
  async removeKey(owner: Owner, key: string): Promise<void> {
    await this.manager.query(`delete from ${this.table} where ${this.owner} = $1 and key = $2`, [owner, key]);
  }
}
