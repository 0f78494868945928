import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type ClientAuth,
  type Configuration,
} from 'openid-client';
import type { PublicUrl } from '../../config/public-url.js';
import { isPlainLoopback } from '../../config/sign-in-variables.js';
import type { SignInConfig } from '../../config/sign-in.js';
import { HttpProblem } from '../../http/errors/problem.js';
import { PATHS } from '../../http/paths.js';
import { readPerson, type Claims } from './claims.js';
import type { PersonSession } from './session-cookies.js';

const TIMEOUT_SECONDS = 5;

/** What the browser brings back to the callback, sealed in a cookie. */
export interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
}

/**
 * The OpenID Connect provider, by the authorization code flow. Its metadata and keys are fetched for every sign-in: they are
 * few, keys may be rotated at any time, and a provider that is away does not stop the service.
 */
export class Oidc {
  private readonly callback: string;

  constructor(
    private readonly config: SignInConfig,
    publicUrl: PublicUrl,
  ) {
    this.callback = `${publicUrl.href}${PATHS.auth}/callback`;
  }

  /** The address of the provider's page to sign in at, and what to keep until the browser is back. */
  async begin(): Promise<{ url: URL; attempt: Attempt }> {
    const provider = await this.connect();
    const attempt = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const url = buildAuthorizationUrl(provider, {
      redirect_uri: this.callback,
      scope: this.config.scopes,
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    });
    return { url, attempt };
  }

  /** The person whom the provider's answer, the query of the callback, names. Throws a refusal that says what is wrong. */
  async finish(query: string, { state, nonce, verifier }: Attempt): Promise<PersonSession> {
    const provider = await this.connect();
    try {
      const answer = await authorizationCodeGrant(provider, new URL(`${this.callback}?${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims: Claims = answer.claims() ?? {};
      return readPerson(await this.complete(provider, claims, answer.access_token), this.config.groupsClaim);
    } catch (error) {
      throw toRefusal(error);
    }
  }

  /** Many providers give the address and the groups at another endpoint only. */
  private async complete(provider: Configuration, claims: Claims, accessToken: string): Promise<Claims> {
    const isComplete = ['email', this.config.groupsClaim].every((name) => claims[name] !== undefined);
    if (isComplete || !provider.serverMetadata().userinfo_endpoint) return claims;
    return { ...(await fetchUserInfo(provider, accessToken, String(claims['sub']))), ...claims };
  }

  private async connect(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.config;
    const options = {
      timeout: TIMEOUT_SECONDS,
      execute: [enableNonRepudiationChecks, ...(isPlainLoopback(issuer) ? [allowInsecureRequests] : [])],
    };
    try {
      return await discovery(issuer, clientId, undefined, authenticate(clientSecret), options);
    } catch (error) {
      throw away(error);
    }
  }
}

/** The client's secret goes where the provider wants it: into a header if it may. */
function authenticate(secret: string | undefined): ClientAuth {
  if (secret === undefined) return None();
  const [inHeader, inBody] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? inHeader : inBody)(server, ...rest);
  };
}

function toRefusal(error: unknown): unknown {
  if (error instanceof HttpProblem) return error;
  if (error instanceof AuthorizationResponseError) {
    const refusal = new HttpProblem(403, 'the sign-in provider did not let you in: sign in again');
    return Object.assign(refusal, { cause: error });
  }
  if (isAway(error)) return away(error);
  const refusal = new HttpProblem(400, "the sign-in provider's answer is not valid here: sign in again");
  return Object.assign(refusal, { cause: error });
}

/** Whether the provider cannot be reached, is too slow, or has a fault of its own. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isSlow = 'code' in error && error.code === 'OAUTH_TIMEOUT';
  return isSlow || error.message === 'fetch failed' || (error.cause instanceof Response && error.cause.status >= 500);
}

function away(cause: unknown): HttpProblem {
  const message = 'the sign-in provider cannot be reached: try again, or sign in with a token';
  return Object.assign(new HttpProblem(503, message, { 'Retry-After': '5' }), { cause });
}
