/** The statements that create the tables of Heksher 0.5, by table, in a possible order. */
export const HEKSHER_TABLES: Readonly<Record<string, string>> = {
  context_features: `
    create table context_features (
      name varchar not null,
      index integer,
      constraint context_features_pkey primary key (name),
      constraint context_features_index_key unique (index)
    )`,
  settings: `
    create table settings (
      name varchar not null,
      type varchar not null,
      default_value varchar not null,
      version varchar not null,
      constraint settings_pkey primary key (name)
    )`,
  setting_aliases: `
    create table setting_aliases (
      setting varchar not null,
      alias varchar not null,
      constraint setting_aliases_pkey primary key (alias),
      constraint setting_aliases_setting_fkey foreign key (setting)
        references settings (name) on update cascade on delete cascade
    )`,
  configurable: `
    create table configurable (
      setting varchar not null,
      context_feature varchar not null,
      constraint configurable_setting_context_feature_key unique (setting, context_feature),
      constraint configurable_setting_fkey foreign key (setting)
        references settings (name) on update cascade on delete cascade,
      constraint configurable_context_feature_fkey foreign key (context_feature) references context_features (name)
    )`,
  setting_metadata: `
    create table setting_metadata (
      setting varchar not null,
      key varchar not null,
      value jsonb not null,
      constraint setting_metadata_setting_key_key unique (setting, key),
      constraint setting_metadata_setting_fkey foreign key (setting)
        references settings (name) on update cascade on delete cascade
    )`,
  rules: `
    create table rules (
      id serial,
      setting varchar not null,
      value varchar not null,
      constraint rules_pkey primary key (id),
      constraint rules_setting_fkey foreign key (setting)
        references settings (name) on update cascade on delete cascade
    )`,
  rule_metadata: `
    create table rule_metadata (
      rule integer not null,
      key varchar not null,
      value jsonb not null,
      constraint rule_metadata_rule_key_key unique (rule, key),
      constraint rule_metadata_rule_fkey foreign key (rule) references rules (id) on update cascade on delete cascade
    )`,
  conditions: `
    create table conditions (
      rule integer not null,
      context_feature varchar not null,
      feature_value varchar not null,
      constraint conditions_rule_context_feature_key unique (rule, context_feature),
      constraint conditions_rule_fkey foreign key (rule) references rules (id) on update cascade on delete cascade,
      constraint conditions_context_feature_fkey foreign key (context_feature) references context_features (name)
    )`,
};

/** The indexes of Heksher 0.5 that the migrations keep, with the table and column. */
export const HEKSHER_INDEXES: Readonly<Record<string, string>> = {
  ix_setting_aliases_setting: 'setting_aliases (setting)',
  ix_configurable_setting: 'configurable (setting)',
  ix_setting_metadata_setting: 'setting_metadata (setting)',
  ix_rule_metadata_rule: 'rule_metadata (rule)',
  ix_conditions_rule: 'conditions (rule)',
};

/** The index of Heksher 0.5 that the constraint `rules_setting_conditions_key` replaces. */
export const REPLACED_INDEX = 'create index ix_rules_setting on rules (setting)';
