import { anyText, positiveNumber, type Read } from './kinds.js';

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** Whether a URL is a plain HTTP one of this machine. */
export function isPlainLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && LOOPBACK_HOSTS.includes(hostname);
}

const issuer: Read<URL> = (text) => {
  const url = /^https?:\/\/[^\s\\?#]+$/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && !isPlainLoopback(url)) || url.username !== '' || url.password !== '') {
    throw new Error('it must be an https URL, such as https://id.example/realms/main; http on loopback only');
  }
  return url;
};

const scopes: Read<string> = (text) => {
  const names = text.split(/\s+/).filter((name) => name !== '');
  if (!names.includes('openid')) throw new Error('it must have the scope openid');
  return names.join(' ');
};

/** The message has no secret. */
const sessionSecrets: Read<readonly string[]> = (text) => {
  const secrets = text.split(',').map((secret) => secret.trim());
  if (secrets.every(({ length }) => length >= 32)) return secrets;
  throw new Error('it must be secrets of at least 32 characters, separated by commas');
};

/** The variables of signing in. */
export const SIGN_IN_VARIABLES = {
  HEKSHER_OIDC_ISSUER: {
    read: issuer,
    meaning:
      'The OpenID Connect provider that people sign in at, such as https://id.example/realms/main. Needs a client id, ' +
      'a public URL and a session secret.',
  },
  HEKSHER_OIDC_CLIENT_ID: {
    read: anyText,
    neededBy: 'HEKSHER_OIDC_ISSUER',
    meaning: 'The id of this service at that provider. Its redirect URI there is /auth/callback below the public URL.',
  },
  HEKSHER_OIDC_CLIENT_SECRET: {
    read: anyText,
    isSecret: true,
    meaning: 'The secret of that client; none for a public client.',
  },
  HEKSHER_OIDC_SCOPES: {
    read: scopes,
    default: 'openid email profile',
    meaning: 'The scopes to ask the provider for, separated by spaces.',
  },
  HEKSHER_OIDC_GROUPS_CLAIM: {
    read: anyText,
    default: 'groups',
    meaning: "The claim with the names of a person's groups.",
  },
  HEKSHER_SESSION_SECRET: {
    read: sessionSecrets,
    isSecret: true,
    neededBy: 'HEKSHER_OIDC_ISSUER',
    defaultWords: 'random at each start',
    meaning:
      'The secret that seals sessions, of at least 32 characters and the same for every instance. new,old to rotate: the ' +
      'first one seals, all open.',
  },
  HEKSHER_SESSION_HOURS: {
    read: positiveNumber('a number of hours', 720),
    default: '8',
    meaning: 'After how many hours a session ends; at most 720.',
  },
} as const;
