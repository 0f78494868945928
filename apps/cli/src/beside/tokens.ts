import {
  DomainError,
  SETTING_NAME,
  TOKEN_NAME,
  parseInstant,
  whyNotName,
  type Role,
  type StoredToken,
} from '@heksher/domain';
import { TokenChanges } from '@heksher/operations';
import { openDatabase, type Database } from '@heksher/persistence';
import { MIGRATIONS } from '../../../../migrations/index.js';
import { EXIT } from '../exit-codes.js';
import { Failure, usage } from '../failure.js';
import type { IssuedToken, TokenBody } from '../http/tokens.js';
import { connectionString } from './connection.js';

/** A token to create, as the HTTP API takes it. */
export interface TokenDraftBody {
  name: string;
  role: Role;
  prefixes: string[];
  expires_at: string | null;
}

/** Writes a token into the database beside the service, which every instance knows from its next request on. */
export async function createInDatabase(draft: TokenDraftBody, note: string | undefined): Promise<IssuedToken> {
  const { name, role, prefixes } = draft;
  const stored = { name, role, prefixes: [...new Set(prefixes)], expiresAt: assertValid(draft) };
  return withDatabase(async (database) => {
    const { text, token } = await new TokenChanges(database).create(stored, intentOf(note));
    return { ...present(token), token: text };
  });
}

/** All tokens in the database, in the order of their names. */
export function listInDatabase(): Promise<TokenBody[]> {
  return withDatabase((database) =>
    database.read(async ({ tokens }) => {
      const [{ tokens: list }, uses] = [await tokens.load(), await tokens.listUses()];
      return list.map((token) => present(token, uses.get(token.id)));
    }),
  );
}

/** Ends a token by its id. */
export async function revokeInDatabase(id: string, note: string | undefined): Promise<void> {
  await withDatabase((database) => new TokenChanges(database).remove(id, intentOf(note)));
}

/** Gives a token another secret. The present one counts for `overlap` seconds more. */
export function rotateInDatabase(id: string, overlap: number, note: string | undefined): Promise<IssuedToken> {
  return withDatabase(async (database) => {
    const { text, token } = await new TokenChanges(database).rotate(id, overlap, intentOf(note));
    return { ...present(token), token: text };
  });
}

function intentOf(note: string | undefined) {
  return { author: { actor: 'heksher token', note, origin: 'api' as const } };
}

async function withDatabase<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
  const database = await open();
  try {
    return await work(database);
  } catch (error) {
    throw error instanceof DomainError ? new Failure(exitCodeOf(error), error.message) : error;
  } finally {
    await database.close();
  }
}

async function open(): Promise<Database> {
  const address = await connectionString();
  try {
    return await openDatabase(
      address,
      MIGRATIONS.map(({ name }) => name),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(EXIT.unreachable, `the database cannot be reached: ${reason}`);
  }
}

function exitCodeOf({ kind }: DomainError): Failure['exitCode'] {
  return kind === 'unavailable' ? EXIT.unreachable : EXIT.refused;
}

/** The service judges its requests likewise. Returns the time from which on the token does not count. */
function assertValid({ name, prefixes, expires_at }: TokenDraftBody): Date | null {
  const fault =
    whyNotName(TOKEN_NAME, name) ?? prefixes.map((prefix) => whyNotName(SETTING_NAME, prefix)).find(Boolean);
  if (fault !== undefined) throw usage(fault);
  if (expires_at === null) return null;
  const at = parseInstant(expires_at);
  if (at === undefined) throw usage('--expires-at is a time such as 2030-01-01T00:00:00Z');
  if (at <= Date.now()) throw usage('--expires-at is a time in the future');
  return new Date(at);
}

function present(token: StoredToken, usedAt?: Date): TokenBody {
  const { id, name, role, prefixes, createdBy, createdAt, expiresAt } = token;
  return {
    ...{ id, name, role },
    prefixes: [...prefixes],
    created_by: createdBy,
    created_at: createdAt.toISOString(),
    last_used_at: usedAt?.toISOString() ?? null,
    expires_at: expiresAt?.toISOString() ?? null,
  };
}
