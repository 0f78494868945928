import type { StoredToken } from '@heksher/domain';

/** All tokens, to be found by their secrets. */
export class TokenIndex {
  private readonly byHash = new Map<string, StoredToken>();

  constructor(readonly list: readonly StoredToken[]) {
    for (const token of list) {
      if (token.previous) this.byHash.set(token.previous.secretHash, token);
      this.byHash.set(token.secretHash, token);
    }
  }

  /**
   * The token of a secret, by its SHA-256 as hexadecimal digits; undefined if no token has it. `isTokenValid` says whether
   * it counts still.
   */
  find(secretHash: string): StoredToken | undefined {
    return this.byHash.get(secretHash);
  }

  /** A token by its id. */
  byId(id: string): StoredToken | undefined {
    return this.list.find((token) => token.id === id);
  }
}
