import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'winston';
import type { HeksherConfig } from '../../config/config.js';
import { InjectConfig } from '../../config/config.module.js';
import { areCookiesSecure } from '../../config/sign-in.js';
import { HttpProblem } from '../../http/errors/problem.js';
import { LOGGER } from '../../logging/logging.module.js';
import { AttemptCookies } from './attempt-cookies.js';
import { Oidc } from './oidc.js';
import { Seals } from './seals.js';
import { SessionCookies, type PersonSession } from './session-cookies.js';

/** Signing in at the provider. */
@Injectable()
export class SignIn {
  private readonly oidc: Oidc | undefined;
  private readonly attempts: AttemptCookies;

  constructor(
    @InjectConfig() private readonly config: HeksherConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly sessions: SessionCookies,
    seals: Seals,
  ) {
    const { access, publicUrl } = config;
    this.oidc = access?.signIn && publicUrl && new Oidc(access.signIn, publicUrl);
    this.attempts = new AttemptCookies(seals, areCookiesSecure(publicUrl));
  }

  /** Whether people can sign in at a provider. */
  get hasProvider(): boolean {
    return this.oidc !== undefined;
  }

  /** The address of the provider's page, and the cookie that the callback needs. Throws a 503 if the provider is away. */
  begin(next: string): Promise<{ location: string; cookie: string }> {
    return this.noteFailure(async () => {
      const { url, attempt } = await this.provider().begin();
      return { location: url.href, cookie: await this.attempts.seal({ ...attempt, next }) };
    });
  }

  /** Where to go, and the cookie of the session, for the query of the callback. Throws the refusal of any other answer. */
  finish(query: string, cookieHeader: string | undefined): Promise<{ next: string; cookie: string }> {
    return this.noteFailure(async () => {
      const provider = this.provider();
      const attempt = await this.attempts.read(cookieHeader);
      if (!attempt) {
        throw new HttpProblem(400, 'signing in began in another browser or more than 10 minutes ago: sign in again');
      }
      const person = this.withRole(await provider.finish(query, attempt));
      return { next: attempt.next, cookie: await this.sessions.seal(person) };
    });
  }

  /** The value of the `Set-Cookie` header that ends an attempt. */
  endAttempt(): string {
    return this.attempts.clear();
  }

  private provider(): Oidc {
    return this.oidc ?? fail(new HttpProblem(404, 'this service has no sign-in provider: sign in with a token'));
  }

  /** The session keeps only groups that count for a role: a person may have hundreds. */
  private withRole(person: PersonSession): PersonSession {
    const { roleGroups } = this.config.access ?? {};
    if (roleGroups?.roleOf(person.groups)) return { ...person, groups: roleGroups.known(person.groups) };
    throw new HttpProblem(403, `${person.email ?? person.name} is in no group that has a role here`);
  }

  private async noteFailure<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof HttpProblem && error.cause) {
        this.logger.warn('a sign-in failed', { detail: error.message, ...reasonsOf(error.cause) });
      }
      throw error;
    }
  }
}

/** The parts of a provider's error that are no secrets. */
function reasonsOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return {};
  const { code, error: answered } = error as { code?: unknown; error?: unknown };
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return { reason: error.message, code, answered, cause };
}

function fail(error: Error): never {
  throw error;
}
