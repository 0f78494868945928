import type { Repository } from 'typeorm';
import { DomainError, type Role, type StoredToken } from '@heksher/domain';
import { AccessTokenRow } from '../entities.js';
import type { Session } from '../database/session.js';

/** All tokens with the revision that they belong to. */
export interface LoadedTokens {
  /** Undefined if the database has lost its head. */
  revision: string | undefined;
  tokens: StoredToken[];
}

/** Each token has a row; without tokens there is one row that has only the revision. */
type TokensRow = AccessTokenRow & { revision: string | null };

const TOKENS = `
  select h.id as revision, t.id, t.name, t.role, t.prefixes, t.selector, t.secret_hash as "secretHash",
    t.previous_selector as "previousSelector", t.previous_secret_hash as "previousSecretHash",
    t.previous_until as "previousUntil", t.created_by as "createdBy", t.created_at as "createdAt",
    t.expires_at as "expiresAt"
  from (values (true)) as always
  left join revision_head h on true
  left join access_tokens t on true
  order by t.name collate "C"`;

/** In the order of their ids, so that instances that note the same uses do not wait for each other in a circle. */
const NOTE_USES = `
  insert into access_token_uses (token_id, last_used_at)
  select t.id, u.at
  from unnest($1::uuid[], $2::timestamptz[]) as u (id, at)
  join access_tokens t on t.id = u.id
  order by t.id
  on conflict (token_id) do update set last_used_at = greatest(excluded.last_used_at, access_token_uses.last_used_at)`;

/** Access tokens. Changes of them belong to the log; their uses do not. */
export class TokensRepository {
  private readonly rows: Repository<AccessTokenRow>;

  constructor(private readonly session: Session) {
    this.rows = session.manager.getRepository(AccessTokenRow);
  }

  /** All tokens in the order of their names, with the revision. One statement. */
  async load(): Promise<LoadedTokens> {
    const rows = await this.session.manager.query<TokensRow[]>(TOKENS);
    const tokens = rows.filter(({ id }) => (id as string | null) !== null).map(toToken);
    return { revision: rows[0]?.revision ?? undefined, tokens };
  }

  /** A token by its id, a UUID. Throws `not-found`. */
  async get(id: string): Promise<StoredToken> {
    const row = await this.rows.findOneBy({ id });
    if (!row) throw unknownToken(id);
    return toToken(row);
  }

  /** Throws `conflict` if a token has this name. */
  async assertNameIsFree(name: string): Promise<void> {
    if (await this.rows.existsBy({ name })) throw new DomainError('conflict', `a token is called ${name} already`);
  }

  /** Adds a token, and answers it as it is stored. */
  async add(token: Omit<StoredToken, 'createdAt'>): Promise<StoredToken> {
    await this.rows.insert({ ...columnsOf(token), createdBy: token.createdBy });
    return this.get(token.id);
  }

  /** Writes everything of a token but how it was created. */
  async set(token: StoredToken): Promise<void> {
    const { id, ...columns } = columnsOf(token);
    await this.rows.update({ id }, columns);
  }

  async remove(id: string): Promise<void> {
    await this.rows.delete({ id });
  }

  /** When each token was last used, by its id. Tokens that were never used have no entry. */
  async listUses(): Promise<Map<string, Date>> {
    const uses = await this.session.manager.query<{ id: string; at: Date }[]>(
      'select u.token_id as id, u.last_used_at as at from access_token_uses u',
    );
    return new Map(uses.map(({ id, at }) => [id, at]));
  }

  /** Notes when tokens were last used. Tokens that are gone are left out. One statement. */
  async noteUses(uses: ReadonlyMap<string, Date>): Promise<void> {
    if (uses.size === 0) return;
    await this.session.manager.query(NOTE_USES, [[...uses.keys()], [...uses.values()]]);
  }
}

/** The refusal of an id that no token has. */
export function unknownToken(id: string): DomainError {
  return new DomainError('not-found', `no token has the id ${JSON.stringify(id)}`);
}

function columnsOf({
  previous,
  ...token
}: Omit<StoredToken, 'createdAt'>): Omit<AccessTokenRow, 'createdAt' | 'createdBy'> {
  const { id, name, role, prefixes, selector, secretHash, expiresAt } = token;
  return {
    ...{ id, name, role, selector, secretHash, expiresAt },
    prefixes: [...prefixes],
    previousSelector: previous?.selector ?? null,
    previousSecretHash: previous?.secretHash ?? null,
    previousUntil: previous?.until ?? null,
  };
}

function toToken(row: AccessTokenRow): StoredToken {
  const { id, name, prefixes, selector, secretHash, createdBy, createdAt, expiresAt } = row;
  const { previousSelector, previousSecretHash, previousUntil } = row;
  const hasPrevious = previousSelector !== null && previousSecretHash !== null && previousUntil !== null;
  return {
    ...{ id, name, prefixes, selector, secretHash, createdBy, createdAt, expiresAt },
    role: row.role as Role,
    previous: hasPrevious ? { selector: previousSelector, secretHash: previousSecretHash, until: previousUntil } : null,
  };
}
