/** The description of a variable in `--help`; docs/configuration.md has the same facts with links. */
export interface VariableDescription {
  /** The default as users would write it, or a word such as `required` or `none`. */
  default: string;
  meaning: string;
}

/** Every variable that the service reads, in the order in which users read them. */
export const VARIABLES = {
  HEKSHER_DB_CONNECTION_STRING: {
    default: 'required',
    meaning:
      'postgresql://user:password@host:5432/database, with the parameters of libpq such as ?sslmode=require. ' +
      'embedded:DIRECTORY starts a PostgreSQL for development that keeps its data there; npm start sets this by itself.',
  },
  HEKSHER_DB_POOL_SIZE: {
    default: '10',
    meaning: 'The most connections to the database that the service opens; at least 2.',
  },
  HEKSHER_DB_CONNECTION_MAX_AGE_SECONDS: {
    default: '60',
    meaning:
      'The longest that the service uses a connection to the database. Each is closed at an age between three quarters ' +
      'of this and all of it, never while it is in use.',
  },
  HEKSHER_STARTUP_CONTEXT_FEATURES: {
    default: 'none',
    meaning:
      'The context features that must exist, such as account;user;theme. The service inserts missing ones at start. It ' +
      'exits if a stored one is not in the list or their order differs.',
  },
  HEKSHER_PORT: { default: '8888; in the image 80', meaning: 'The port to listen on; 0 for any free one.' },
  HEKSHER_HOST: { default: '127.0.0.1; in the image 0.0.0.0', meaning: 'The address to listen on.' },
  HEKSHER_DRAIN_SECONDS: {
    default: '0',
    meaning:
      'How long the service goes on answering after SIGTERM while /api/health/ready is 503, so that a load balancer can ' +
      'take it out; at most 3600.',
  },
  HEKSHER_CACHE_MB: {
    default: 'a quarter of the memory',
    meaning: 'The most memory, in megabytes, for cached rules and answers.',
  },
  HEKSHER_STALE_IF_ERROR_SECONDS: {
    default: '0',
    meaning:
      'For how many seconds the service answers queries and evaluations from its last state, marked as stale, while the ' +
      'database is away; 0 for never.',
  },
  HEKSHER_QUERY_KEY_BY: {
    default: 'canonical',
    meaning:
      'The names of settings in the answer to a query: canonical for their own names, requested for the names and ' +
      'aliases that the query asks for. The parameter key_by of a query overrides it.',
  },
  HEKSHER_OFREP_TARGETING_KEY_FEATURE: {
    default: 'none',
    meaning: 'The context feature that takes the targeting key of OpenFeature, such as user.',
  },
  HEKSHER_OFREP_STRICT_REASONS: {
    default: 'false',
    meaning: "Whether OFREP answers give only reasons of the protocol's schema: STATIC in place of DEFAULT.",
  },
  HEKSHER_OFREP_STREAMS: {
    default: 'true',
    meaning: 'false leaves the event stream out of answers with all flags, for pages that speak HTTP/1.1.',
  },
  HEKSHER_CORS_ORIGINS: {
    default: 'none',
    meaning:
      'The origins whose web pages may use the routes under /ofrep/, such as https://app.example,http://localhost:3000; ' +
      '* for all.',
  },
  HEKSHER_PUBLIC_URL: {
    default: 'none',
    meaning:
      'The address that clients use, such as https://host.example/heksher. Addresses that the service gives of itself ' +
      'begin with it or its path.',
  },
  HEKSHER_TRUSTED_PROXIES: {
    default: 'none',
    meaning:
      'The proxies whose X-Forwarded-Prefix is believed if there is no public URL: addresses, networks and the word ' +
      'loopback, such as loopback,10.0.0.0/8.',
  },
  HEKSHER_LOG_LEVEL: {
    default: 'info',
    meaning: "debug, info, warning or error, or Python's numbers for them: 10, 20, 30, 40 (and 50).",
  },
  HEKSHER_LOGSTASH_HOST: {
    default: 'none',
    meaning: 'The host of a Logstash that also gets the log, one JSON object a line. Needs HEKSHER_LOGSTASH_PORT.',
  },
  HEKSHER_LOGSTASH_PORT: { default: 'none', meaning: 'The port of that Logstash.' },
  HEKSHER_LOGSTASH_PROTOCOL: { default: 'tcp', meaning: 'tcp or udp.' },
  HEKSHER_LOGSTASH_LEVEL: { default: 'info', meaning: 'Like HEKSHER_LOG_LEVEL, for what goes to Logstash.' },
  HEKSHER_LOGSTASH_TAGS: {
    default: 'none',
    meaning: 'Fields of every record that goes to Logstash: name:value name:value.',
  },
  DOC_ONLY: {
    default: 'false',
    meaning: 'Whether to serve only the documentation, the health and the metrics, without a database.',
  },
  SENTRY_DSN: { default: 'none', meaning: 'The Sentry project that unhandled errors are reported to.' },
} as const satisfies Record<string, VariableDescription>;

/** The names of all variables that the service reads. */
export const VARIABLE_NAMES = Object.keys(VARIABLES) as readonly (keyof typeof VARIABLES)[];

/** The variables that hold a secret, and so may be read from a file: see `readSecrets`. */
export const SECRET_NAMES = ['HEKSHER_DB_CONNECTION_STRING', 'SENTRY_DSN'] as const;

/** The variables with their descriptions. */
export const DESCRIBED_VARIABLES: readonly (readonly [name: string, description: VariableDescription])[] =
  Object.entries(VARIABLES);
