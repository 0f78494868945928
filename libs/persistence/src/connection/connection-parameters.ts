/** The values of `target_session_attrs`, as in libpq. */
export const TARGET_SESSIONS = ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const;
export type TargetSession = (typeof TARGET_SESSIONS)[number];

/** The values of `sslmode`. */
export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
const ON = ['0', '1'] as const;

/** Parameters with a fixed set of values. */
const CHOICES: Record<string, readonly string[]> = {
  target_session_attrs: TARGET_SESSIONS,
  sslmode: SSL_MODES,
  ssl: ['true'],
  sslnegotiation: ['postgres', 'direct'],
  ssl_min_protocol_version: TLS_VERSIONS,
  ssl_max_protocol_version: TLS_VERSIONS,
  load_balance_hosts: ['disable', 'random'],
  channel_binding: ['disable', 'prefer', 'require'],
  gssencmode: ['disable', 'prefer'],
  keepalives: ON,
};

const NUMBERS = ['connect_timeout', 'keepalives_idle'];

/** Parameters with any value. */
const TEXTS = [
  'application_name',
  'fallback_application_name',
  'options',
  'sslcert',
  'sslkey',
  'sslpassword',
  'sslrootcert',
];

/** Parameters for features of libpq that this service implements differently. They are accepted and change nothing. */
const IGNORED = [
  'client_encoding',
  'keepalives_interval',
  'keepalives_count',
  'tcp_user_timeout',
  'sslcompression',
  'sslsni',
  'krbsrvname',
  'gsslib',
  'gssdelegation',
];

/** Parameters that replace other parts of a URL. */
const PARTS = ['host', 'hostaddr', 'port', 'user', 'password', 'dbname'];

const KNOWN = [...PARTS, ...TEXTS, ...Object.keys(CHOICES), ...NUMBERS, ...IGNORED];

/** Parameters of libpq that would matter here, and are not supported. */
const UNSUPPORTED = [
  'service',
  'servicefile',
  'passfile',
  'require_auth',
  'requirepeer',
  'requiressl',
  'replication',
  'sslcertmode',
  'sslcrl',
  'sslcrldir',
  'min_protocol_version',
  'max_protocol_version',
];

/**
 * Throws, as libpq does, if a parameter is unknown or has a wrong value. An unknown name may be a piece of a password, so it
 * is not shown.
 */
export function checkParameters(parameters: ReadonlyMap<string, string>): void {
  for (const [name, value] of parameters) {
    if (UNSUPPORTED.includes(name)) throw new Error(`its parameter ${name} is not supported`);
    if (!KNOWN.includes(name)) throw new Error(`it has an unknown parameter: there are ${KNOWN.join(', ')}`);
    const choices = CHOICES[name];
    if (choices && value !== '' && !choices.includes(value)) throw new Error(`its ${name} must be ${anyOf(choices)}`);
    if (NUMBERS.includes(name) && !/^(-?\d{1,9})?$/.test(value)) throw new Error(`its ${name} must be a whole number`);
  }
}

/** The number of a parameter; undefined if it is not above 0, since libpq then uses its default. */
export function positiveNumber(text: string | undefined): number | undefined {
  return Number(text) > 0 ? Number(text) : undefined;
}

function anyOf(choices: readonly string[]): string {
  return choices.length === 1 ? (choices[0] ?? '') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
