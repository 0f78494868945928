import { whyWrongEncoding } from './encoding.js';
import type { SchemaState } from './schema-state.js';

/** The most missing parts that a sentence names. */
const MOST_NAMED = 3;

const RUN = 'run "npm run migration:run" on it';

const NO_TRIGGERS =
  'with session_replication_role = replica the triggers of the schema do not fire: reset it for the role of the service';

/** Why nothing can be read or written, and what to do, as a sentence; undefined if it can. `known` are the migrations. */
export function whyUnfit(state: SchemaState, known: readonly string[]): string | undefined {
  const { applied, tables, missing, lacking, encoding } = state;
  const wrongEncoding = whyWrongEncoding(encoding);
  if (wrongEncoding !== undefined) return wrongEncoding;
  if (!state.firesTriggers) return NO_TRIGGERS;
  if (lacking.some((right) => right.startsWith('usage on schema ') || right.endsWith(' on migrations'))) {
    return whyLacking(state);
  }
  if (applied.length === 0 && !tables.includes('settings')) return `the database has no schema yet: ${RUN} first`;
  if (applied.length === 0 && !tables.includes('revision_head')) {
    return `the database has the tables of Heksher, but was not migrated: ${RUN} first`;
  }
  if (applied.length > 0 && !known.every((name) => applied.includes(name))) {
    return `the database has an older schema than this version needs: ${RUN} first`;
  }
  const absent = applied.length === 0 ? ['the list of its migrations', ...missing] : missing;
  return absent.length > 0 ? `the database lacks ${list(absent)}, which the service relies on: ${RUN}` : undefined;
}

/** The rights that the role lacks, and what to do, as a sentence; undefined if none. */
export function whyLacking({ role, lacking }: SchemaState): string | undefined {
  if (lacking.length === 0) return undefined;
  const rights = lacking.join(', ');
  return `the role ${JSON.stringify(role)} lacks ${rights}: grant it what docs/operations.md lists`;
}

function list(parts: readonly string[]): string {
  const more = parts.length - MOST_NAMED;
  const named = parts.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}
