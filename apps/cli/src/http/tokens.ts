import { EXIT } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { printable } from '../output/text.js';
import type { Service } from './service.js';

/** An access token without its secret. */
export interface TokenBody {
  id: string;
  name: string;
  role: string;
  prefixes: string[];
  created_by: string | null;
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
}

/** With the text that a client sends, which is known only now. */
export interface IssuedToken extends TokenBody {
  token: string;
}

export const TOKENS = '/api/v1/tokens';

/** All tokens, in the order of their names. */
export async function readTokens(service: Service): Promise<TokenBody[]> {
  return (await service.get<{ tokens: TokenBody[] }>(TOKENS)).body.tokens;
}

/** The token with a name, or with an id. */
export function findToken(tokens: readonly TokenBody[], word: string): TokenBody {
  const found = tokens.find(({ name }) => name === word) ?? tokens.find(({ id }) => id === word);
  if (found) return found;
  throw new Failure(EXIT.refused, `no token has the name or id ${JSON.stringify(printable(word))}`, [
    'heksher token list shows all of them',
  ]);
}
