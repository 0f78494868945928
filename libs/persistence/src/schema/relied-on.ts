/** A table that the service uses: its columns, and the rights that the service needs. */
interface ReliedOnTable {
  columns: readonly string[];
  rights: readonly Right[];
}

type Right = 'select' | 'insert' | 'update' | 'delete';

const READ_AND_EDIT: readonly Right[] = ['select', 'insert', 'update', 'delete'];

/** The tables that the service uses. Migrations create them. */
export const TABLES: Readonly<Record<string, ReliedOnTable>> = {
  context_features: { columns: ['name', 'index'], rights: READ_AND_EDIT },
  settings: { columns: ['name', 'type', 'default_value', 'version'], rights: READ_AND_EDIT },
  setting_aliases: { columns: ['setting', 'alias'], rights: ['select', 'insert', 'delete'] },
  configurable: { columns: ['setting', 'context_feature'], rights: ['select', 'insert', 'delete'] },
  setting_metadata: { columns: ['setting', 'key', 'value'], rights: READ_AND_EDIT },
  rules: { columns: ['id', 'setting', 'value', 'conditions_key'], rights: READ_AND_EDIT },
  rule_metadata: { columns: ['rule', 'key', 'value'], rights: READ_AND_EDIT },
  conditions: { columns: ['rule', 'context_feature', 'feature_value'], rights: ['select', 'insert', 'delete'] },
  revision_head: { columns: ['only_row', 'id', 'seq', 'parent'], rights: ['select', 'insert', 'update'] },
  changes: {
    columns: [
      'seq',
      'id',
      'parent',
      'at',
      'actor',
      'action',
      'settings',
      'before',
      'after',
      'note',
      'request_id',
      'origin',
      'undoes',
      'items',
      'idempotency_key',
      'request_hash',
      'answer',
    ],
    rights: ['select', 'insert', 'delete'],
  },
  // Only triggers use it, with the rights of their owner.
  foreign_rows: { columns: ['seq', 'place', 'bytes', 'entry'], rights: [] },
  access_tokens: {
    columns: [
      'id',
      'name',
      'role',
      'prefixes',
      'selector',
      'secret_hash',
      'previous_selector',
      'previous_secret_hash',
      'previous_until',
      'created_by',
      'created_at',
      'expires_at',
    ],
    rights: READ_AND_EDIT,
  },
  access_token_uses: { columns: ['token_id', 'last_used_at'], rights: ['select', 'insert', 'update'] },
  usage: { columns: ['name', 'client', 'kind', 'day', 'hits', 'first_at', 'last_at'], rights: READ_AND_EDIT },
  rule_usage: { columns: ['rule', 'day', 'wins', 'last_at'], rights: READ_AND_EDIT },
};

/** TypeORM's list of the migrations that were run. The service only reads it. */
export const MIGRATIONS_TABLE = 'migrations';

/** Columns that the service leaves to their default. */
export const DEFAULTS = [
  'rules.id',
  'rules.conditions_key',
  'revision_head.only_row',
  'changes.at',
  'access_tokens.created_at',
];

/** Constraints by table. The deferrable ones are marked: the service's writes would violate a plain one of that name. */
export const CONSTRAINTS = [
  'context_features.context_features_pkey',
  'context_features.context_features_index_key deferrable',
  'settings.settings_pkey',
  'setting_aliases.setting_aliases_pkey',
  'setting_aliases.setting_aliases_setting_fkey',
  'configurable.configurable_setting_context_feature_key',
  'configurable.configurable_setting_fkey',
  'configurable.configurable_context_feature_fkey',
  'setting_metadata.setting_metadata_setting_key_key',
  'setting_metadata.setting_metadata_setting_fkey',
  'rules.rules_pkey',
  'rules.rules_setting_conditions_key deferrable',
  'rules.rules_setting_fkey',
  'rule_metadata.rule_metadata_rule_key_key',
  'rule_metadata.rule_metadata_rule_fkey',
  'conditions.conditions_rule_context_feature_key',
  'conditions.conditions_rule_fkey',
  'conditions.conditions_context_feature_fkey',
  'revision_head.revision_head_pkey',
  'changes.changes_pkey',
  'changes.changes_idempotency_key_key',
  'foreign_rows.foreign_rows_pkey',
  'access_tokens.access_tokens_pkey',
  'access_tokens.access_tokens_name_key',
  'access_tokens.access_tokens_selector_key',
  'access_tokens.access_tokens_role_check',
  'access_token_uses.access_token_uses_pkey',
  'access_token_uses.access_token_uses_token_id_fkey',
  'usage.usage_pkey',
  'rule_usage.rule_usage_pkey',
];

/** What is no part of the settings: the log itself, access tokens and statistics. */
const UNLOGGED_TABLES = [
  'revision_head',
  'changes',
  'foreign_rows',
  'access_tokens',
  'access_token_uses',
  'usage',
  'rule_usage',
];

/** The tables whose writes by other programs are logged with their rows. */
export const LOGGED_TABLES = Object.keys(TABLES).filter((table) => !UNLOGGED_TABLES.includes(table));

/** The trigger that logs the writes of other programs. */
export const FOREIGN_WRITE_TRIGGER = 'heksher_foreign_write';

/** The triggers that keep `rules.conditions_key` equal to the hash of the rule's conditions. */
export const CONDITIONS_TRIGGERS = [
  'heksher_conditions_inserted',
  'heksher_conditions_updated_from',
  'heksher_conditions_updated_to',
  'heksher_conditions_deleted',
  'heksher_conditions_truncated',
];

/** The triggers that note the rows that other programs change. */
export const ROW_TRIGGERS = [
  'heksher_rows_inserted',
  'heksher_rows_updated',
  'heksher_rows_deleted',
  'heksher_rows_truncated',
];

/** The trigger that brings these rows into the change. */
export const COMPLETING_TRIGGER = 'heksher_foreign_rows_noted';

/** The trigger that says that another program has written access tokens, without the rows. */
export const STATEMENT_TRIGGER = 'heksher_statement_noted';

/** The triggers, by table. */
export const TRIGGERS = [
  ...LOGGED_TABLES.flatMap((table) => [FOREIGN_WRITE_TRIGGER, ...ROW_TRIGGERS].map((name) => `${table}.${name}`)),
  `foreign_rows.${COMPLETING_TRIGGER}`,
  `access_tokens.${FOREIGN_WRITE_TRIGGER}`,
  `access_tokens.${STATEMENT_TRIGGER}`,
  ...CONDITIONS_TRIGGERS.map((trigger) => `conditions.${trigger}`),
];

/** The functions that the service calls, and that its role needs the right to execute. */
export const CALLED_FUNCTIONS = ['heksher_advance_head()', 'heksher_conditions_key_of(text[],text[])'];

/** All functions. */
export const FUNCTIONS = [
  ...CALLED_FUNCTIONS,
  'heksher_record_foreign_write()',
  'heksher_record_rows()',
  'heksher_complete_foreign_change()',
  'heksher_conditions_key(integer)',
  'heksher_conditions_changed()',
  'heksher_conditions_truncated()',
  'heksher_note_statement()',
];
