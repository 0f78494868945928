import { printJson, type JsonObject, type JsonValue } from '@heksher/domain';
import { named, type NamedStatement } from './database/named-statements.js';
import type { Session } from './database/session.js';

/** The statements for the metadata of a table, whose column `owner` names what it is of. */
function statementsOf(table: string, owner: string): Record<'merge' | 'clear' | 'removeKey', NamedStatement> {
  return {
    merge: named(
      `insert into ${table} (${owner}, key, value)
       select $1, key, value from jsonb_each($2::jsonb)
       on conflict (${owner}, key) do update set value = excluded.value`,
    ),
    clear: named(`delete from ${table} where ${owner} = $1`),
    removeKey: named(`delete from ${table} where ${owner} = $1 and key = $2`),
  };
}

/** By whose metadata it is. */
const STATEMENTS = {
  setting: statementsOf('setting_metadata', 'setting'),
  rule: statementsOf('rule_metadata', 'rule'),
};

/** The metadata of settings, or of rules: keys with any JSON. Values pass as text, so numbers keep their digits. */
export class MetadataRepository<Owner extends string | number> {
  private readonly statements: (typeof STATEMENTS)['rule'];

  constructor(
    private readonly session: Session,
    of: keyof typeof STATEMENTS,
  ) {
    this.statements = STATEMENTS[of];
  }

  /** Sets these keys and leaves the others as they are. */
  async merge(owner: Owner, metadata: JsonObject): Promise<void> {
    if (Object.keys(metadata).length === 0) return;
    await this.session.run(this.statements.merge, [owner, printJson(metadata)]);
  }

  /** Makes the metadata exactly this. */
  async replace(owner: Owner, metadata: JsonObject): Promise<void> {
    await this.clear(owner);
    await this.merge(owner, metadata);
  }

  async clear(owner: Owner): Promise<void> {
    await this.session.run(this.statements.clear, [owner]);
  }

  async setKey(owner: Owner, key: string, value: JsonValue): Promise<void> {
    await this.merge(owner, Object.fromEntries([[key, value]]));
  }

  /** Removes a key; one that is not there stays so. */
  async removeKey(owner: Owner, key: string): Promise<void> {
    await this.session.run(this.statements.removeKey, [owner, key]);
  }
}
