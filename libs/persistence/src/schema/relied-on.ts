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
  conditions: { columns: ['rule', 'context_feature', 'feature_value'], rights: ['select', 'insert'] },
  revision_head: { columns: ['only_row', 'id', 'seq', 'parent'], rights: ['select', 'insert', 'update'] },
  changes: {
    columns: ['seq', 'id', 'parent', 'at', 'actor', 'action', 'settings', 'before', 'after'],
    rights: ['select', 'insert'],
  },
};

/** TypeORM's list of the migrations that were run. The service only reads it. */
export const MIGRATIONS_TABLE = 'migrations';

/** Columns that the service leaves to their default. */
export const DEFAULTS = ['rules.id', 'rules.conditions_key', 'revision_head.only_row', 'changes.at'];

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
];

/** The tables whose writes by other programs are logged. */
export const LOGGED_TABLES = Object.keys(TABLES).filter((table) => !['revision_head', 'changes'].includes(table));

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

/** The triggers, by table. */
export const TRIGGERS = [
  ...LOGGED_TABLES.map((table) => `${table}.${FOREIGN_WRITE_TRIGGER}`),
  ...CONDITIONS_TRIGGERS.map((trigger) => `conditions.${trigger}`),
];

/** The functions that the service calls, and that its role needs the right to execute. */
export const CALLED_FUNCTIONS = ['heksher_advance_head()', 'heksher_conditions_key_of(text[],text[])'];

/** All functions. */
export const FUNCTIONS = [
  ...CALLED_FUNCTIONS,
  'heksher_record_foreign_write()',
  'heksher_conditions_key(integer)',
  'heksher_conditions_changed()',
  'heksher_conditions_truncated()',
];
