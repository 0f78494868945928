import type { QueryRunner } from 'typeorm';
import { postgresErrorCode, type SchemaState } from '@heksher/persistence';
import { FEATURE_INDEX, UNIQUE_CONDITIONS } from '../sql/conditions-key.js';
import { UNIQUE_IDEMPOTENCY_KEY } from '../sql/explained-changes.js';

const OF_SETTING = 'foreign key (setting) references settings (name) on update cascade on delete cascade';
const OF_RULE = 'foreign key (rule) references rules (id) on update cascade on delete cascade';
const OF_TOKEN = 'foreign key (token_id) references access_tokens (id) on delete cascade';
const OF_FEATURE = 'foreign key (context_feature) references context_features (name)';

/** The constraints. Those that others refer to come first. */
const DEFINITIONS: readonly (readonly [table: string, name: string, definition: string])[] = [
  ['context_features', 'context_features_pkey', 'primary key (name)'],
  ['settings', 'settings_pkey', 'primary key (name)'],
  ['rules', 'rules_pkey', 'primary key (id)'],
  ['setting_aliases', 'setting_aliases_pkey', 'primary key (alias)'],
  ['setting_aliases', 'setting_aliases_setting_fkey', OF_SETTING],
  ['configurable', 'configurable_setting_context_feature_key', 'unique (setting, context_feature)'],
  ['configurable', 'configurable_setting_fkey', OF_SETTING],
  ['configurable', 'configurable_context_feature_fkey', OF_FEATURE],
  ['setting_metadata', 'setting_metadata_setting_key_key', 'unique (setting, key)'],
  ['setting_metadata', 'setting_metadata_setting_fkey', OF_SETTING],
  ['rules', 'rules_setting_fkey', OF_SETTING],
  ['rule_metadata', 'rule_metadata_rule_key_key', 'unique (rule, key)'],
  ['rule_metadata', 'rule_metadata_rule_fkey', OF_RULE],
  ['conditions', 'conditions_rule_context_feature_key', 'unique (rule, context_feature)'],
  ['conditions', 'conditions_rule_fkey', OF_RULE],
  ['conditions', 'conditions_context_feature_fkey', OF_FEATURE],
  ['revision_head', 'revision_head_pkey', 'primary key (only_row)'],
  ['changes', 'changes_pkey', 'primary key (seq)'],
  ['changes', 'changes_idempotency_key_key', UNIQUE_IDEMPOTENCY_KEY],
  ['foreign_rows', 'foreign_rows_pkey', 'primary key (seq, place)'],
  ['access_tokens', 'access_tokens_pkey', 'primary key (id)'],
  ['access_tokens', 'access_tokens_name_key', 'unique (name)'],
  ['access_tokens', 'access_tokens_selector_key', 'unique (selector)'],
  ['access_tokens', 'access_tokens_role_check', "check (role in ('reader', 'service', 'editor', 'admin'))"],
  ['access_token_uses', 'access_token_uses_pkey', 'primary key (token_id)'],
  ['access_token_uses', 'access_token_uses_token_id_fkey', OF_TOKEN],
  ['usage', 'usage_pkey', 'primary key (name, client, kind, day)'],
  ['rule_usage', 'rule_usage_pkey', 'primary key (rule, day)'],
];

/** PostgreSQL's class: integrity constraint violation. */
const BROKEN = '23';

/** Restores missing constraints, except the one on rules with equal conditions. Throws if rows violate one. */
export async function repairConstraints(runner: QueryRunner, { missing }: SchemaState): Promise<void> {
  for (const [table, name, definition] of DEFINITIONS) {
    if (!missing.includes(`the constraint ${name} on ${table}`)) continue;
    await explained(`${name} on ${table}`, runner.query(`alter table ${table} add constraint ${name} ${definition}`));
  }
  if (missing.includes('the constraint context_features_index_key (deferrable) on context_features')) {
    await explained('context_features_index_key on context_features', runner.query(FEATURE_INDEX));
  }
}

/** Restores the constraint on rules with equal conditions if it is missing. */
export async function repairUniqueConditions(runner: QueryRunner): Promise<void> {
  const [found] = (await runner.query(
    `select exists (
       select from pg_constraint c
       where c.conrelid = to_regclass('rules') and c.conname = 'rules_setting_conditions_key' and c.condeferrable
     ) as "exists"`,
  )) as { exists: boolean }[];
  if (!found?.exists) await runner.query(UNIQUE_CONDITIONS);
}

async function explained(constraint: string, making: Promise<unknown>): Promise<void> {
  await making.catch((error: unknown) => {
    if (!postgresErrorCode(error)?.startsWith(BROKEN)) throw error;
    const { driverError } = error as { driverError?: { detail?: string } };
    throw new Error(
      `the constraint ${constraint} is missing and can't be made again, since rows break it: ` +
        `${driverError?.detail ?? String(error)} Restore the rows from a backup or delete them, then migrate again`,
    );
  });
}
