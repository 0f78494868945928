import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Session settings that could change an answer, each with an unusual value. */
const SETTINGS: Record<string, string> = {
  datestyle: 'German, DMY',
  intervalstyle: 'sql_standard',
  timezone: 'Pacific/Chatham',
  bytea_output: 'escape',
  extra_float_digits: '-15',
  client_encoding: 'LATIN1',
  standard_conforming_strings: 'off',
  quote_all_identifiers: 'on',
  transform_null_equals: 'on',
  array_nulls: 'off',
  default_transaction_isolation: 'serializable',
  statement_timeout: '300ms',
  lock_timeout: '100ms',
  idle_in_transaction_session_timeout: '10ms',
  transaction_timeout: '400ms',
  row_security: 'off',
  plan_cache_mode: 'force_generic_plan',
};

/** The rights that the service needs in a migrated database, as docs/operations.md lists them. */
const RIGHTS = `
  grant select, insert, update, delete on all tables in schema public to ROLE;
  grant usage on all sequences in schema public to ROLE`;

/**
 * Creates a role whose sessions begin with all of these settings, with the rights to serve the database of an
 * administrator's URL. Returns the URL for the role.
 */
export async function createOddRole(administrator: string, role: string): Promise<string> {
  const password = randomBytes(12).toString('hex');
  const client = new pg.Client(administrator);
  await client.connect();
  try {
    await client.query(`create role ${role} login password '${password}'`);
    const known = await client.query<{ name: string }>('select name from pg_settings');
    const names = new Set(known.rows.map(({ name }) => name.toLowerCase()));
    for (const [name, value] of Object.entries(SETTINGS)) {
      if (names.has(name)) await client.query(`alter role ${role} set ${name} = '${value}'`); // the others exist in newer servers only
    }
    await client.query(`alter role ${role} set search_path = nowhere, public, pg_catalog`);
    await client.query(RIGHTS.replaceAll('ROLE', role));
  } finally {
    await client.end();
  }
  const url = new URL(administrator);
  url.username = role;
  url.password = password;
  return url.href;
}
