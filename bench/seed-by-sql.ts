import pg from 'pg';
import { FEATURES, SIGNATURES } from './seed.js';

/** How many settings one transaction adds, with their rules. */
const BATCH = 500;

/** Creates setting `n` like `declaration` in seed.ts, and rule `i` of a setting like `rule` there. */
const STATEMENTS = [
  `insert into settings (name, type, default_value, version)
   select name, 'int', n::text, '1.0' from batch`,
  `insert into configurable (setting, context_feature)
   select b.name, f.feature from batch b, jsonb_array_elements_text($3::jsonb) as f (feature)`,
  `insert into setting_metadata (setting, key, value)
   select name, 'owner', to_jsonb('team_' || n % 20) from batch`,
  `insert into rules (id, setting, value)
   select b.n * $4::int + i + 1, b.name, i::text from batch b, generate_series(0, $4::int - 1) as i`,
  `insert into conditions (rule, context_feature, feature_value)
   select b.n * $4::int + i + 1, f.feature, f.feature || '_' || i
   from batch b, generate_series(0, $4::int - 1) as i,
     jsonb_array_elements_text($5::jsonb -> (i % jsonb_array_length($5::jsonb))) as f (feature)`,
  `insert into rule_metadata (rule, key, value)
   select b.n * $4::int + i + 1, 'added_by', '"bench"' from batch b, generate_series(0, $4::int - 1) as i`,
];

/** Adds the settings of a batch, from $1 up to but without $2. Casts give every parameter a type, even if it is unused. */
const withBatch = (statement: string): string => `
  with parameters as (select $3::jsonb, $4::int, $5::jsonb), batch as (
    select n, 'service_' || n % 20 || '.setting_' || n as name from generate_series($1::int, $2::int - 1) as n
  ) ${statement}`;

interface Counts {
  settings: number;
  /** In each setting. */
  rules: number;
  /** The rules of one more setting, if there is to be one. */
  wide?: number;
}

/** Fills an empty, migrated database like `seed`, but in a minute instead of an hour. */
export async function seedBySql(connectionString: string, { settings, rules, wide }: Counts): Promise<void> {
  const client = new pg.Client(connectionString);
  await client.connect();
  try {
    await client.query(
      `insert into context_features (name, index)
       select f.name, f.at - 1 from jsonb_array_elements_text($1) with ordinality as f (name, at)`,
      [JSON.stringify(FEATURES)],
    );
    for (let from = 0; from < settings; from += BATCH) {
      await addSettings(client, [from, Math.min(from + BATCH, settings)], rules);
    }
    if (wide !== undefined) await addSettings(client, [settings, settings + 1], wide);
    await client.query(`select setval(pg_get_serial_sequence('rules', 'id'), max(id)) from rules`);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

async function addSettings(client: pg.Client, range: [from: number, to: number], rules: number): Promise<void> {
  const values = [...range, JSON.stringify(FEATURES), rules, JSON.stringify(SIGNATURES)];
  await client.query('begin');
  for (const statement of STATEMENTS) await client.query(withBatch(statement), values);
  await client.query('commit');
}
