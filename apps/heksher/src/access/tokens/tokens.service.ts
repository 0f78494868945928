import { Injectable } from '@nestjs/common';
import { assertUnlimited, invalid, type StoredToken } from '@heksher/domain';
import {
  TokenChanges,
  type IssuedToken,
  type TokenDraft,
  type TokenOutcome,
  type TokenPatch,
} from '@heksher/operations';
import { Database, unknownToken } from '@heksher/persistence';
import type { Mutation } from '../../mutations/mutation.js';
import { Mutations } from '../../mutations/mutations.js';

/** A token with the time when it was last used. */
export interface ListedToken {
  token: StoredToken;
  usedAt: Date | undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Keeps the access tokens. */
@Injectable()
export class TokensService {
  private readonly changes: TokenChanges;

  constructor(
    private readonly database: Database,
    private readonly mutations: Mutations,
  ) {
    this.changes = new TokenChanges(database);
  }

  /** All tokens, in the order of their names. */
  async list(): Promise<ListedToken[]> {
    return this.database.read(async ({ tokens }) => {
      const { tokens: list } = await tokens.load();
      const uses = await tokens.listUses();
      return list.map((token) => ({ token, usedAt: uses.get(token.id) }));
    });
  }

  /** Throws `conflict` if a token has this name. */
  async create(draft: TokenDraft, mutation: Mutation): Promise<IssuedToken> {
    return this.changes.create(draft, this.intentOf(mutation));
  }

  /** Throws `not-found`, and `conflict` if another token has the new name. */
  async change(id: string, patch: TokenPatch, mutation: Mutation): Promise<TokenOutcome & ListedToken> {
    const intent = this.intentOf(mutation);
    return this.withUse(await this.changes.change(uuidOf(id), patch, intent));
  }

  /** Throws `not-found`. */
  async rotate(id: string, overlapSeconds: number, mutation: Mutation): Promise<IssuedToken & ListedToken> {
    const intent = this.intentOf(mutation);
    return this.withUse(await this.changes.rotate(uuidOf(id), overlapSeconds, intent));
  }

  /** Throws `not-found`. */
  async remove(id: string, mutation: Mutation): Promise<TokenOutcome> {
    const intent = this.intentOf(mutation);
    return this.changes.remove(uuidOf(id), intent);
  }

  private async withUse<Outcome extends TokenOutcome>(outcome: Outcome): Promise<Outcome & ListedToken> {
    const uses = await this.database.read(({ tokens }) => tokens.listUses());
    return { ...outcome, usedAt: uses.get(outcome.token.id) };
  }

  /**
   * Throws `forbidden` for a principal with prefixes, who could make a token without any; `invalid` if a note is required and
   * missing, and for a precondition: tokens have no entity tags.
   */
  private intentOf({ author, principal, isDryRun, ifMatch }: Mutation): Parameters<TokenChanges['create']>[1] {
    if (principal && !isDryRun) assertUnlimited(principal);
    if (ifMatch !== undefined)
      throw invalid('tokens have no entity tags, so there is no If-Match', { parameter: 'If-Match' });
    this.mutations.assertNote(author);
    return { author, isDryRun };
  }
}

function uuidOf(id: string): string {
  if (!UUID.test(id)) throw unknownToken(id);
  return id;
}
