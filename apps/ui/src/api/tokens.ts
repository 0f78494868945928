import { queryOptions } from '@tanstack/react-query';
import { ask } from './http.js';
import type { Role } from './types.js';

/** An access token without its secret. */
export interface Token {
  id: string;
  name: string;
  role: Role;
  prefixes: string[];
  created_by: string | null;
  created_at: string;
  /** To the minute; null if it never was. */
  last_used_at: string | null;
  expires_at: string | null;
}

/** What a person decides about a token. */
export type TokenDraft = Pick<Token, 'name' | 'role' | 'prefixes' | 'expires_at'>;

/** A token with its secret, which is answered once. */
export type IssuedToken = Token & { token: string };

const PATH = 'api/v1/tokens';

/** All tokens, by name. */
export function tokens() {
  return queryOptions({
    queryKey: ['tokens'],
    queryFn: async ({ signal }) => (await ask<{ tokens: Token[] }>(PATH, { signal })).body.tokens,
    // Their last use is no change of theirs.
    staleTime: 0,
  });
}

/** Makes a token. Throws a `Failure`. */
export async function createToken(body: TokenDraft, note: string): Promise<IssuedToken> {
  return (await ask<IssuedToken>(PATH, { method: 'POST', body, note })).body;
}

/** Changes a token; its secret stays. Throws a `Failure`. */
export async function changeToken(id: string, body: Partial<TokenDraft>, note: string): Promise<Token> {
  return (await ask<Token>(`${PATH}/${id}`, { method: 'PATCH', body, note })).body;
}

/** Gives a token a new secret. The present one counts for some seconds more. Throws a `Failure`. */
export async function rotateToken(id: string, overlapSeconds: number, note: string): Promise<IssuedToken> {
  const body = { overlap_seconds: overlapSeconds };
  return (await ask<IssuedToken>(`${PATH}/${id}/rotate`, { method: 'POST', body, note })).body;
}

/** Revokes a token. Throws a `Failure`. */
export async function revokeToken(id: string, note: string): Promise<void> {
  await ask(`${PATH}/${id}`, { method: 'DELETE', note });
}
