/** The statements that create the tables of usage, by table. No row refers to a setting or a rule: statistics outlive them. */
export const USAGE_TABLES: Readonly<Record<string, string>> = {
  usage: `
    create table usage (
      name text not null,
      client text not null,
      kind text not null,
      day date not null,
      hits bigint not null,
      first_at timestamptz not null,
      last_at timestamptz not null,
      constraint usage_pkey primary key (name, client, kind, day)
    )`,
  rule_usage: `
    create table rule_usage (
      rule integer not null,
      day date not null,
      wins bigint not null,
      last_at timestamptz not null,
      constraint rule_usage_pkey primary key (rule, day)
    )`,
};

/** Finds old rows. */
export const USAGE_INDEXES = ['usage_day on usage (day)', 'rule_usage_day on rule_usage (day)'];
