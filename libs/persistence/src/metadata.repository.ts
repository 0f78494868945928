import { printJson, type JsonObject, type MetadataEdit } from '@heksher/domain';
import { named, type NamedStatement } from './database/named-statements.js';
import type { Session } from './database/session.js';

/** The statements on a metadata table, whose column `owner` names the setting or the rule. */
function statementsOf(table: string, owner: string): Record<'set' | 'clear' | 'remove', NamedStatement> {
  return {
    set: named(
      `insert into ${table} (${owner}, key, value)
       select $1, key, value from jsonb_each($2::jsonb)
       on conflict (${owner}, key) do update set value = excluded.value`,
    ),
    clear: named(`delete from ${table} where ${owner} = $1`),
    remove: named(`delete from ${table} where ${owner} = $1 and key = $2`),
  };
}

const STATEMENTS = {
  setting: statementsOf('setting_metadata', 'setting'),
  rule: statementsOf('rule_metadata', 'rule'),
};

/** The metadata of settings or of rules. Values pass as JSON text, so numbers keep their digits. */
export class MetadataRepository<Owner extends string | number> {
  private readonly statements: (typeof STATEMENTS)['rule'];

  constructor(
    private readonly session: Session,
    of: keyof typeof STATEMENTS,
  ) {
    this.statements = STATEMENTS[of];
  }

  /** Changes the metadata of a setting, by its canonical name, or of a rule. */
  async edit(owner: Owner, edit: MetadataEdit): Promise<void> {
    if ('remove' in edit) {
      await this.session.run(this.statements.remove, [owner, edit.remove]);
    } else if ('replace' in edit) {
      await this.session.run(this.statements.clear, [owner]);
      await this.set(owner, edit.replace);
    } else {
      await this.set(owner, edit.set);
    }
  }

  private async set(owner: Owner, metadata: JsonObject): Promise<void> {
    if (Object.keys(metadata).length === 0) return;
    await this.session.run(this.statements.set, [owner, printJson(metadata)]);
  }
}
