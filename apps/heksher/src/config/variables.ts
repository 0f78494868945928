import { ACCESS_VARIABLES } from './access-variables.js';
import { DATABASE_VARIABLES } from './database-variables.js';
import {
  anyText,
  boolean,
  featureName,
  featureNames,
  hostBeside,
  logLevel,
  oneOf,
  origins,
  ownHost,
  ownPort,
  portBeside,
  positiveNumber,
  tags,
  wholeNumber,
  type Read,
} from './kinds.js';
import { DEFAULT_HOST, DEFAULT_PORT } from './listening.js';
import { parsePublicUrl } from './public-url.js';
import { SIGN_IN_VARIABLES } from './sign-in-variables.js';
import { parseTrustedProxies } from './trusted-proxies.js';
import { UI_VARIABLES } from './ui-variables.js';

/** One variable of the environment. */
export interface Variable<Value> {
  read: Read<Value>;
  /** Whether the service needs it, except in doc-only mode, which does not read it. */
  isRequired?: boolean;
  /** The text that is read if the variable is not set. */
  default?: string;
  /** The default in words, if it is no text that could be set. */
  defaultWords?: string;
  /** The text in `--help`. docs/configuration.md has the same facts with links. */
  meaning: string;
  /** The variable that this one goes with: neither is of use alone. */
  partner?: string;
  /** The variable that cannot do without this one. */
  neededBy?: string;
  /** Whether it may also be read from the file that the variable with the ending `_FILE` names. */
  isSecret?: boolean;
}

/** Every variable that the service reads, in the order in which users see them. */
export const VARIABLES = {
  ...DATABASE_VARIABLES,
  HEKSHER_STARTUP_CONTEXT_FEATURES: {
    read: featureNames,
    meaning:
      'The context features that must exist, such as account;user;theme. The service inserts missing ones at start. It ' +
      'exits if a stored one is not in the list or their order differs.',
  },
  HEKSHER_PORT: {
    read: ownPort,
    default: DEFAULT_PORT,
    defaultWords: `${DEFAULT_PORT}; in the image 80`,
    meaning: 'The port to listen on; 0 for any free one.',
  },
  HEKSHER_HOST: {
    read: ownHost,
    default: DEFAULT_HOST,
    defaultWords: `${DEFAULT_HOST}; in the image 0.0.0.0`,
    meaning: 'The address to listen on.',
  },
  HEKSHER_DRAIN_SECONDS: {
    read: wholeNumber('a whole number of seconds', { from: 0, to: 3600 }),
    default: '0',
    meaning:
      'How long the service goes on answering after SIGTERM while /api/health/ready is 503, so that a load balancer can ' +
      'take it out; at most 3600.',
  },
  HEKSHER_CACHE_MB: {
    read: positiveNumber('a number of megabytes', 999_999),
    defaultWords: 'a quarter of the memory',
    meaning: 'The most memory, in megabytes, for cached rules and answers.',
  },
  HEKSHER_STALE_IF_ERROR_SECONDS: {
    read: wholeNumber('a number of seconds', { from: 0, to: 999_999 }),
    default: '0',
    meaning:
      'For how many seconds the service answers queries and evaluations from its last state, marked as stale, while the ' +
      'database is away; 0 for never.',
  },
  HEKSHER_MAX_AGE_MS: {
    read: wholeNumber('a number of milliseconds', { from: 0, to: 3_600_000 }),
    default: '0',
    meaning:
      'How old, in milliseconds, the state may be that the service answers to reads without Cache-Control; 0 for never ' +
      'older than the request. With access on, requests with a token may ask for no older one.',
  },
  HEKSHER_REQUIRE_IF_MATCH: {
    read: boolean,
    default: 'false',
    meaning: 'Whether PUT, PATCH and DELETE need If-Match, so that nobody overwrites what they have not read.',
  },
  HEKSHER_REQUIRE_NOTE: {
    read: boolean,
    default: 'false',
    meaning: 'Whether every change but a declaration needs a note that says why.',
  },
  HEKSHER_CHANGE_SET_OPERATIONS: {
    read: positiveNumber('a number of operations', 200_000),
    default: '10000',
    meaning:
      'The most operations of a change set; at most 200000. Its body may have 16 MiB, or 64 MiB if this is more than 10000.',
  },
  HEKSHER_CHANGES_KEEP_DAYS: {
    read: wholeNumber('a number of days', { from: 0, to: 36_500 }),
    default: '0',
    meaning: 'For how many days changes stay in the change log; 0 for ever. Older ones are deleted every hour.',
  },
  HEKSHER_CHANGES_KEEP_MIN: {
    read: positiveNumber('a number of changes', 999_999_999),
    default: '10000',
    meaning: 'How many of the newest changes stay in the change log, however old they are.',
  },
  HEKSHER_USAGE: {
    read: oneOf('on', 'off'),
    default: 'on',
    meaning: 'Whether to count which clients ask for which settings, and which rules win.',
  },
  HEKSHER_USAGE_KEEP_DAYS: {
    read: positiveNumber('a number of days', 36_500),
    default: '90',
    meaning: 'For how many days these counts stay in the database. Older ones are deleted every hour.',
  },
  HEKSHER_QUERY_KEY_BY: {
    read: oneOf('canonical', 'requested'),
    default: 'canonical',
    meaning:
      'The names of settings in the answer to a query: canonical for their own names, requested for the names and ' +
      'aliases that the query asks for. The parameter key_by of a query overrides it.',
  },
  HEKSHER_OFREP_TARGETING_KEY_FEATURE: {
    read: featureName,
    meaning: 'The context feature that takes the targeting key of OpenFeature, such as user.',
  },
  HEKSHER_OFREP_STRICT_REASONS: {
    read: boolean,
    default: 'false',
    meaning: "Whether OFREP answers give only reasons of the protocol's schema: STATIC in place of DEFAULT.",
  },
  HEKSHER_OFREP_STREAMS: {
    read: boolean,
    default: 'true',
    meaning: 'false leaves the event stream out of answers with all flags, for pages that speak HTTP/1.1.',
  },
  HEKSHER_CORS_ORIGINS: {
    read: origins,
    meaning:
      'The origins whose web pages may use the routes under /ofrep/, such as https://app.example,http://localhost:3000; ' +
      '* for all.',
  },
  HEKSHER_PUBLIC_URL: {
    read: parsePublicUrl,
    neededBy: 'HEKSHER_OIDC_ISSUER',
    meaning:
      'The address that clients use, such as https://host.example/heksher. Addresses that the service gives of itself ' +
      'begin with it or its path.',
  },
  HEKSHER_TRUSTED_PROXIES: {
    read: parseTrustedProxies,
    meaning:
      'The proxies whose X-Forwarded-Prefix is believed if there is no public URL, and, if access is on, whose names of people: ' +
      'addresses, networks and the word ' +
      'loopback, such as loopback,10.0.0.0/8.',
  },
  ...ACCESS_VARIABLES,
  ...SIGN_IN_VARIABLES,
  ...UI_VARIABLES,
  HEKSHER_LOG_LEVEL: {
    read: logLevel,
    default: 'info',
    meaning: "debug, info, warning or error, or Python's numbers for them: 10, 20, 30, 40 (and 50).",
  },
  HEKSHER_LOGSTASH_HOST: {
    read: hostBeside('HEKSHER_LOGSTASH_PORT'),
    partner: 'HEKSHER_LOGSTASH_PORT',
    meaning: 'The host of a Logstash that also gets the log, one JSON object a line. Needs HEKSHER_LOGSTASH_PORT.',
  },
  HEKSHER_LOGSTASH_PORT: {
    read: portBeside('HEKSHER_LOGSTASH_HOST'),
    partner: 'HEKSHER_LOGSTASH_HOST',
    meaning: 'The port of that Logstash.',
  },
  HEKSHER_LOGSTASH_PROTOCOL: {
    read: oneOf('tcp', 'udp'),
    default: 'tcp',
    meaning: 'tcp or udp.',
  },
  HEKSHER_LOGSTASH_LEVEL: {
    read: logLevel,
    default: 'info',
    meaning: 'Like HEKSHER_LOG_LEVEL, for what goes to Logstash.',
  },
  HEKSHER_LOGSTASH_TAGS: {
    read: tags,
    meaning: 'Fields of every record that goes to Logstash: name:value name:value.',
  },
  DOC_ONLY: {
    read: boolean,
    default: 'false',
    meaning: 'Whether to serve only the documentation, the health and the metrics, without a database.',
  },
  SENTRY_DSN: {
    read: anyText,
    isSecret: true,
    meaning: 'The Sentry project that unhandled errors are reported to.',
  },
} as const satisfies Record<string, Variable<unknown>>;

export type VariableName = keyof typeof VARIABLES;

/** The names of all variables that the service reads. */
export const VARIABLE_NAMES = Object.keys(VARIABLES) as readonly VariableName[];

/** The variables with a secret. */
export const SECRET_NAMES = VARIABLE_NAMES.filter((name) => describe(name).isSecret);

/** A variable by its name. */
export function describe(name: VariableName): Variable<unknown> {
  return VARIABLES[name];
}

/** The default of a variable as users see it. */
export function shownDefault({ isRequired, defaultWords, default: text }: Variable<unknown>): string {
  return isRequired ? 'required' : (defaultWords ?? text ?? 'none');
}
