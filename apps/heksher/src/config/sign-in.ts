import { EnvironmentError, type Environment } from './environment.js';
import type { PublicUrl } from './public-url.js';
import { isPlainLoopback } from './sign-in-variables.js';

/** How people sign in. */
export interface SignInConfig {
  /** The OpenID Connect provider. */
  issuer: URL;
  clientId: string;
  /** Undefined for a public client. */
  clientSecret: string | undefined;
  /** Separated by spaces. */
  scopes: string;
  /** The claim with the names of a person's groups. */
  groupsClaim: string;
}

/** How sessions are sealed, and how long they last. */
export interface SessionConfig {
  /** The first one seals, all open. Undefined for a random one of this process. */
  secrets: readonly string[] | undefined;
  hours: number;
}

/** How people sign in. Throws `EnvironmentError` if browsers would drop the cookies of the public URL. */
export function toSignIn(environment: Environment): SignInConfig | undefined {
  const { HEKSHER_OIDC_ISSUER: issuer, HEKSHER_OIDC_CLIENT_ID: clientId } = environment;
  if (issuer === undefined || clientId === undefined) return undefined;
  const publicUrl = environment.HEKSHER_PUBLIC_URL;
  if (publicUrl?.href.startsWith('http:') && areCookiesSecure(publicUrl)) {
    throw new EnvironmentError(['HEKSHER_PUBLIC_URL: to sign in, it must be https; http on loopback only']);
  }
  return {
    issuer,
    clientId,
    clientSecret: environment.HEKSHER_OIDC_CLIENT_SECRET,
    scopes: environment.HEKSHER_OIDC_SCOPES,
    groupsClaim: environment.HEKSHER_OIDC_GROUPS_CLAIM,
  };
}

export function toSession(environment: Environment): SessionConfig {
  return { secrets: environment.HEKSHER_SESSION_SECRET, hours: environment.HEKSHER_SESSION_HOURS };
}

/** Whether cookies are for HTTPS only: everywhere but on loopback, and if the address of the service is unknown. */
export function areCookiesSecure(publicUrl: PublicUrl | undefined): boolean {
  return publicUrl !== undefined && !isPlainLoopback(new URL(publicUrl.href));
}
