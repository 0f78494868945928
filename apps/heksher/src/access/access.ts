import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import {
  DomainError,
  includesRole,
  isExpired,
  isTokenValid,
  parseToken,
  type Principal,
  type StoredToken,
} from '@heksher/domain';
import { hashTokenSecret } from '@heksher/operations';
import { NEWEST, RulesetCache, type Freshness, type TokenIndex } from '@heksher/persistence';
import type { AccessConfig, HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { HttpProblem } from '../http/errors/problem.js';
import { handOver } from '../http/requests/handed-over.js';
import { PATHS } from '../http/paths.js';
import { hasSession, tokenIn } from './credentials.js';
import { onBehalfOf, proxiedPerson, type MaybePrincipal } from './proxies.js';
import { SessionCookies, type Session } from './sign-in/session-cookies.js';
import { StreamTickets } from './stream-tickets.js';
import { TokenUses } from './tokens/token-uses.js';
import { Who } from './who.js';

const ADMIN: Principal = {
  kind: 'token',
  name: 'HEKSHER_ADMIN_TOKEN',
  role: 'admin',
  prefixes: [],
  actor: 'token:HEKSHER_ADMIN_TOKEN',
};

/** The token of the last request on a connection, among the tokens of then. */
interface KnownToken {
  text: string;
  tokens: TokenIndex;
  token: StoredToken;
  principal: Principal;
}

/** Finds the principal of a request, in memory. The guard and the fast lane ask it. */
@Injectable()
export class Access extends Who {
  private readonly config: AccessConfig | undefined;
  private readonly adminHash: string | undefined;
  private readonly anonymous: Principal | undefined;
  private readonly principals = new WeakMap<StoredToken, Principal>();
  private readonly known = new WeakMap<Socket, KnownToken>();

  constructor(
    @InjectConfig() private readonly heksher: HeksherConfig,
    private readonly rulesets: RulesetCache,
    private readonly uses: TokenUses,
    private readonly sessions: SessionCookies,
    private readonly tickets: StreamTickets,
  ) {
    super();
    this.config = heksher.access;
    const { adminToken, anonymousRole = 'none' } = this.config ?? {};
    this.adminHash =
      adminToken === undefined ? undefined : hashTokenSecret(parseToken(adminToken)?.secret ?? adminToken);
    if (anonymousRole !== 'none') {
      this.anonymous = { kind: 'anonymous', name: 'anonymous', role: anonymousRole, prefixes: [], actor: undefined };
    }
  }

  /**
   * Whether the fast lane may answer a request, right after a head read. If not, the guard decides: it can load tokens, read
   * sessions and refuse.
   */
  allowsAtAGlance(request: IncomingMessage): boolean {
    if (!this.config) return true;
    const principal = this.peek(request);
    if (!principal) return false;
    const isDeclaration = request.method === 'POST' && request.url === `${PATHS.settings}/declare`;
    if (isDeclaration && principal.prefixes.length > 0) return false;
    handOver(request, { principal, ticket: this.tickets.peek(principal) });
    return includesRole(principal.role, isDeclaration ? 'service' : 'reader');
  }

  /** Whether a request has a token, which may be revoked. */
  isByToken({ headers }: IncomingMessage): boolean {
    return this.config !== undefined && tokenIn(headers) !== undefined;
  }

  /**
   * The principal of a request; undefined if it has no credentials and the anonymous have no role. Tokens are judged by a head read
   * that begins after this call, on the standby if it may be behind. Throws a 401 for credentials that do not count, a 400 for
   * two that differ, and `unavailable`.
   */
  async principalOf(request: IncomingMessage, freshness = NEWEST): Promise<Principal | undefined> {
    const given = tokenIn(request.headers);
    if (given === 'conflicting') throw new HttpProblem(400, 'the request has two tokens, and they differ');
    if (given) {
      const principal =
        (await this.findByToken(given.token, freshness)) ?? refuse('the token is wrong, expired or revoked');
      return onBehalfOf(principal, request);
    }
    const session = await this.sessions.read(request.headers.cookie);
    if (session !== undefined) return this.ofSession(session, freshness);
    const person = this.proxied(request);
    return person ? withRole(person) : this.anonymous;
  }

  /** Which principals still count, by a head read that begins after this call. Throws `unavailable`. */
  async judge(): Promise<(principal: Principal) => boolean> {
    const tokens = await this.tokens();
    return ({ tokenId }) => {
      const token = tokenId === undefined ? undefined : tokens.byId(tokenId);
      return token ? !isExpired(token, new Date()) : tokenId === undefined;
    };
  }

  /** Of a token that counts, its secret's hash. Throws `unavailable`. */
  async verifyToken(text: string): Promise<{ secretHash: string } | undefined> {
    const isValid = (await this.findByToken(text)) !== undefined;
    return isValid ? { secretHash: hashTokenSecret(parseToken(text)?.secret ?? text) } : undefined;
  }

  private async ofSession(session: Session | 'bad', freshness: Freshness): Promise<Principal> {
    if (session === 'bad') refuse('the session is over: sign in again');
    if (session.kind === 'person') {
      const { name, email, groups, subject } = session;
      const role = this.config?.roleGroups?.roleOf(groups) ?? { role: undefined };
      return withRole({ kind: 'person', name, email, prefixes: [], ...role, actor: email ?? subject });
    }
    const { secretHash } = session;
    if (secretHash === this.adminHash) return ADMIN;
    const token = this.ofSecret(await this.tokens(freshness), secretHash);
    return token ? this.principalOfToken(token) : refuse('the token of this session is expired or revoked');
  }

  private peek(request: IncomingMessage): Principal | undefined {
    const given = tokenIn(request.headers);
    if (given === undefined) {
      if (hasSession(request.headers)) return undefined;
      const person = this.proxied(request);
      return person === undefined ? this.anonymous : hasRole(person) ? person : undefined;
    }
    if (given === 'conflicting') return undefined;
    return this.peekAtToken(given.token, request.socket);
  }

  /** The same token on the same connection, while the tokens are the same, need not be read and hashed again. */
  private peekAtToken(text: string, connection: Socket): Principal | undefined {
    const tokens = this.rulesets.tokens.peek();
    const known = this.known.get(connection);
    if (known?.text === text && known.tokens === tokens && !isExpired(known.token, new Date())) {
      this.uses.note(known.token.id);
      return known.principal;
    }
    return this.find(text, tokens, connection);
  }

  private async findByToken(text: string, freshness = NEWEST): Promise<Principal | undefined> {
    return this.find(text, undefined) ?? (parseToken(text) && this.find(text, await this.tokens(freshness)));
  }

  /** Only hashes are compared, so the time that it takes says nothing about a token. */
  private find(text: string, tokens: TokenIndex | undefined, connection?: Socket): Principal | undefined {
    const parts = parseToken(text);
    const secretHash = hashTokenSecret(parts?.secret ?? text);
    if (secretHash === this.adminHash) return ADMIN;
    const token = tokens && parts && this.ofSecret(tokens, secretHash);
    const selector = token?.secretHash === secretHash ? token.selector : token?.previous?.selector;
    if (!token || selector !== parts?.selector) return undefined;
    const principal = this.principalOfToken(token);
    // The secret before a rotation counts for a while only.
    const isCurrent = token.secretHash === secretHash;
    if (connection && isCurrent) this.known.set(connection, { text, tokens, token, principal });
    return principal;
  }

  private ofSecret(tokens: TokenIndex, secretHash: string): StoredToken | undefined {
    const token = tokens.find(secretHash);
    return token && isTokenValid(token, { secretHash, at: new Date() }) ? token : undefined;
  }

  private principalOfToken(token: StoredToken): Principal {
    this.uses.note(token.id);
    let principal = this.principals.get(token);
    if (!principal) {
      const { id: tokenId, name, role, prefixes } = token;
      principal = { kind: 'token', name, role, prefixes, actor: `token:${name}`, tokenId };
      this.principals.set(token, principal);
    }
    return principal;
  }

  /** While the database is away, the last known tokens count for as long as stale answers may be given. */
  private async tokens(freshness = NEWEST): Promise<TokenIndex> {
    const { tokens } = this.rulesets;
    try {
      return await tokens.read(freshness);
    } catch (error) {
      if (this.rulesets.answersStale && tokens.lastKnown) return tokens.lastKnown;
      throw error;
    }
  }

  private proxied(request: IncomingMessage): ReturnType<typeof proxiedPerson> {
    const { trustedProxies } = this.heksher;
    return trustedProxies?.trusts(request.socket.remoteAddress)
      ? proxiedPerson(request, this.config?.roleGroups)
      : undefined;
  }
}

function hasRole(person: MaybePrincipal): person is Principal {
  return person.role !== undefined;
}

/** Throws `forbidden` for somebody without a role. */
function withRole(person: MaybePrincipal): Principal {
  if (hasRole(person)) return person;
  throw new DomainError('forbidden', `${person.name} is in no group that has a role here`);
}

/** Throws a 401. */
export function refuse(detail: string): never {
  throw new HttpProblem(401, detail, { 'WWW-Authenticate': 'Bearer realm="heksher"' });
}
