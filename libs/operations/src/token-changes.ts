import { randomUUID } from 'node:crypto';
import { noEffects, type Action, type OperationResult, type Role, type StoredToken } from '@heksher/domain';
import type { Author, Database, WriteAccess } from '@heksher/persistence';
import { makeTokenSecret } from './token-secret.js';

/** A token to create. */
export interface TokenDraft {
  name: string;
  role: Role;
  prefixes: readonly string[];
  expiresAt: Date | null;
}

/** What is to become of a token; what is undefined stays. */
export type TokenPatch = { [Member in keyof TokenDraft]?: TokenDraft[Member] | undefined };

/** The author of a change, and whether it is only tried. */
interface Intent {
  author: Author;
  isDryRun?: boolean;
}

/** What a change came to. */
export interface TokenOutcome {
  token: StoredToken;
  outcome: OperationResult['outcome'];
  /** The sequence of the change; undefined if nothing has changed. In a dry run that of the state. */
  sequence: string | undefined;
}

/** The same with the text of the token, which is not known again later. */
export interface IssuedToken extends TokenOutcome {
  text: string;
}

/** Creates, changes and deletes access tokens. Each is one change in the log, which never has a secret or its hash. */
export class TokenChanges {
  constructor(private readonly database: Database) {}

  /** Throws `conflict` if a token has this name. */
  async create(draft: TokenDraft, intent: Intent): Promise<IssuedToken> {
    const { text, ...secret } = makeTokenSecret();
    const createdBy = intent.author.actor ?? null;
    const made = { ...draft, ...secret, id: randomUUID(), previous: null, createdBy };
    const outcome = await this.database.write(async (access) => {
      await access.tokens.assertNameIsFree(draft.name);
      const token = await access.tokens.add(made);
      return conclude(access, { action: 'token.created', after: token }, intent);
    });
    return { ...outcome, text };
  }

  /** Throws `not-found`, and `conflict` if another token has the new name. */
  change(id: string, patch: TokenPatch, intent: Intent): Promise<TokenOutcome> {
    return this.database.write(async (access) => {
      const before = await access.tokens.get(id);
      const after = patched(before, patch);
      if (isEqual(before, after)) return { token: before, outcome: 'unchanged', sequence: stateOf(access, intent) };
      if (after.name !== before.name) await access.tokens.assertNameIsFree(after.name);
      await access.tokens.set(after);
      return conclude(access, { action: 'token.changed', before, after }, intent);
    });
  }

  /** Gives a token a new secret. The present one counts for `overlapSeconds` more; an earlier one ends. Throws `not-found`. */
  async rotate(id: string, overlapSeconds: number, intent: Intent): Promise<IssuedToken> {
    const { text, ...secret } = makeTokenSecret();
    const outcome = await this.database.write(async (access) => {
      const before = await access.tokens.get(id);
      const { selector, secretHash } = before;
      const until = new Date(Date.now() + overlapSeconds * 1000);
      const after = { ...before, ...secret, previous: overlapSeconds > 0 ? { selector, secretHash, until } : null };
      await access.tokens.set(after);
      return conclude(access, { action: 'token.rotated', before, after }, intent);
    });
    return { ...outcome, text };
  }

  /** Throws `not-found`. */
  remove(id: string, intent: Intent): Promise<TokenOutcome> {
    return this.database.write(async (access) => {
      const before = await access.tokens.get(id);
      await access.tokens.remove(id);
      return conclude(access, { action: 'token.deleted', before }, intent);
    });
  }
}

type TokenChange = { action: Action } & (
  { before: StoredToken; after?: StoredToken } | { before?: undefined; after: StoredToken }
);

/** Logs a change whose rows are written already. A dry run logs nothing, so the transaction is rolled back. */
function conclude(access: WriteAccess, change: TokenChange, intent: Intent): TokenOutcome {
  const { action, before, after } = change;
  const token = change.before === undefined ? change.after : (change.after ?? change.before);
  const outcome = before === undefined ? 'created' : after === undefined ? 'deleted' : 'changed';
  if (intent.isDryRun) return { token, outcome, sequence: stateOf(access, intent) };
  access.record({
    effects: noEffects(),
    change: {
      author: intent.author,
      action,
      settings: [],
      before: before && { token: before },
      after: after && { token: after },
    },
  });
  return { token, outcome, sequence: access.head.seq };
}

/** The sequence of the state that a dry run has read. */
function stateOf({ head }: WriteAccess, { isDryRun }: Intent): string | undefined {
  return isDryRun ? String(BigInt(head.seq) - 1n) : undefined;
}

function patched(token: StoredToken, { name, role, prefixes, expiresAt }: TokenPatch): StoredToken {
  return {
    ...token,
    name: name ?? token.name,
    role: role ?? token.role,
    prefixes: prefixes ?? token.prefixes,
    expiresAt: expiresAt === undefined ? token.expiresAt : expiresAt,
  };
}

function isEqual(one: StoredToken, other: StoredToken): boolean {
  return (
    one.name === other.name &&
    one.role === other.role &&
    one.prefixes.join() === other.prefixes.join() &&
    one.expiresAt?.getTime() === other.expiresAt?.getTime()
  );
}
