import type { Role } from '@heksher/domain';
import type { LogLevel, LogstashOptions } from '@heksher/logging';
import type { DatabaseAddress, KeptChanges } from '@heksher/persistence';
import { readEnvironment, type Environment } from './environment.js';
import { chooseCacheMemory, readMemoryLimits, type CacheMemory, type MemoryLimits } from './memory.js';
import type { PublicUrl } from './public-url.js';
import type { TrustedProxies } from './trusted-proxies.js';
import type { RoleGroups } from './role-groups.js';
import { toSession, toSignIn, type SessionConfig, type SignInConfig } from './sign-in.js';
import { VARIABLES } from './variables.js';

const MIB = 1024 * 1024;

/** How large a change set may be. */
export interface ChangeSetLimits {
  operations: number;
  /** In bytes. */
  largestBody: number;
}

/** The configuration of access. */
export interface AccessConfig {
  /** The token that is not stored; undefined if there is none. */
  adminToken: string | undefined;
  /** The role of requests without credentials; `none` if they have none. */
  anonymousRole: Role | 'none';
  /** The role that the metrics need; `none` if they need none. */
  metricsRole: Role | 'none';
  /** The roles of people; undefined if nobody has one by a group. */
  roleGroups: RoleGroups | undefined;
  /** Undefined if people cannot sign in. */
  signIn: SignInConfig | undefined;
  session: SessionConfig;
}

/** The configuration of the admin UI. */
export interface UiConfig {
  /** What the page shows at its top; undefined for nothing. */
  banner: { text: string; color: string } | undefined;
}

/** Everything that the environment decides. */
export interface HeksherConfig {
  /** The version of this package. */
  version: string;
  host: string;
  port: number;
  /** How long the service goes on answering after SIGTERM, while it says that it is not ready. */
  drainMs: number;
  /** Undefined in doc-only mode. */
  database: DatabaseAddress | undefined;
  /** The connection string of a standby that answers reads; undefined for none. */
  standby: string | undefined;
  /** The most connections to the database, and how long each is used at most. */
  connections: { size: number; maxAgeSeconds: number };
  /** The list that the stored context features must become at start. */
  startupContextFeatures: readonly string[] | undefined;
  /** The most memory for the caches of rulesets and answers together. */
  cacheMemory: CacheMemory;
  /** How old the last known state may be that the service answers while the database is unreachable; 0 for never. */
  staleIfErrorSeconds: number;
  /** How old the answer may be to a read that does not say; 0 for never older than the request. */
  maxAgeMs: number;
  /** Whether `PUT`, `PATCH` and `DELETE` need `If-Match`. */
  isIfMatchRequired: boolean;
  /** Whether every change but a declaration needs a note. */
  isNoteRequired: boolean;
  /** Which changes stay in the change log. */
  keptChanges: KeptChanges;
  /** Whether uses of settings are counted, and for how many days the counts stay. */
  usage: { isOn: boolean; keptDays: number };
  /** The names of settings in the answer to a query that does not choose: their canonical ones, or those it asks for. */
  queryKeyBy: 'canonical' | 'requested';
  logLevel: LogLevel;
  logstash: LogstashOptions | undefined;
  sentryDsn: string | undefined;
  /** The origins whose pages may call the routes of OFREP; `*` for all, undefined for none. */
  corsOrigins: readonly string[] | '*' | undefined;
  ofrep: {
    /** The context feature that takes the targeting key. */
    targetingKeyFeature: string | undefined;
    /** Whether answers give only the reasons of OFREP's schema, which lacks `DEFAULT`. */
    areReasonsStrict: boolean;
    /** Whether answers with all flags name the event stream. */
    areStreamsOffered: boolean;
  };
  changeSets: ChangeSetLimits;
  /** The address that clients use; undefined if it is unknown. */
  publicUrl: PublicUrl | undefined;
  /** The proxies whose `X-Forwarded-*` headers count; undefined for none. */
  trustedProxies: TrustedProxies | undefined;
  /** Undefined if whoever reaches the port may do everything. */
  access: AccessConfig | undefined;
  /** Undefined if the admin UI is not served, as in doc-only mode. */
  ui: UiConfig | undefined;
}

/**
 * Reads the configuration from an environment, for a process with these limits. Throws `EnvironmentError`, which names every
 * wrong variable.
 */
export function readConfig(
  variables: NodeJS.ProcessEnv,
  version: string,
  limits: MemoryLimits = readMemoryLimits(),
): HeksherConfig {
  const environment = readEnvironment(variables);
  return Object.freeze({
    version,
    host: environment.HEKSHER_HOST,
    port: environment.HEKSHER_PORT,
    drainMs: environment.HEKSHER_DRAIN_SECONDS * 1000,
    database: environment.HEKSHER_DB_CONNECTION_STRING,
    standby: environment.HEKSHER_DB_READ_CONNECTION_STRING,
    connections: {
      size: environment.HEKSHER_DB_POOL_SIZE,
      maxAgeSeconds: environment.HEKSHER_DB_CONNECTION_MAX_AGE_SECONDS,
    },
    startupContextFeatures: environment.HEKSHER_STARTUP_CONTEXT_FEATURES,
    cacheMemory: chooseCacheMemory(environment.HEKSHER_CACHE_MB, limits),
    staleIfErrorSeconds: environment.HEKSHER_STALE_IF_ERROR_SECONDS,
    maxAgeMs: environment.HEKSHER_MAX_AGE_MS,
    isIfMatchRequired: environment.HEKSHER_REQUIRE_IF_MATCH,
    isNoteRequired: environment.HEKSHER_REQUIRE_NOTE,
    keptChanges: { days: environment.HEKSHER_CHANGES_KEEP_DAYS, least: environment.HEKSHER_CHANGES_KEEP_MIN },
    usage: { isOn: environment.HEKSHER_USAGE === 'on', keptDays: environment.HEKSHER_USAGE_KEEP_DAYS },
    queryKeyBy: environment.HEKSHER_QUERY_KEY_BY,
    logLevel: environment.HEKSHER_LOG_LEVEL,
    logstash: toLogstash(environment),
    sentryDsn: environment.SENTRY_DSN,
    corsOrigins: environment.HEKSHER_CORS_ORIGINS,
    ofrep: {
      targetingKeyFeature: environment.HEKSHER_OFREP_TARGETING_KEY_FEATURE,
      areReasonsStrict: environment.HEKSHER_OFREP_STRICT_REASONS,
      areStreamsOffered: environment.HEKSHER_OFREP_STREAMS,
    },
    changeSets: toChangeSetLimits(environment.HEKSHER_CHANGE_SET_OPERATIONS),
    publicUrl: environment.HEKSHER_PUBLIC_URL,
    trustedProxies: environment.HEKSHER_TRUSTED_PROXIES,
    access: toAccess(environment),
    ui: toUi(environment),
  });
}

function toAccess(environment: Environment): AccessConfig | undefined {
  if (!environment.HEKSHER_ACCESS) return undefined;
  return {
    adminToken: environment.HEKSHER_ADMIN_TOKEN,
    anonymousRole: environment.HEKSHER_ANONYMOUS_ROLE,
    metricsRole: environment.HEKSHER_METRICS_ROLE,
    roleGroups: environment.HEKSHER_ROLE_GROUPS,
    signIn: toSignIn(environment),
    session: toSession(environment),
  };
}

function toUi(environment: Environment): UiConfig | undefined {
  if (!environment.HEKSHER_UI || environment.DOC_ONLY) return undefined;
  const { HEKSHER_UI_BANNER_TEXT: text, HEKSHER_UI_BANNER_COLOR: color } = environment;
  return { banner: text === undefined ? undefined : { text, color } };
}

/** More operations than by default need larger bodies. */
function toChangeSetLimits(operations: number): ChangeSetLimits {
  return {
    operations,
    largestBody: (operations <= Number(VARIABLES.HEKSHER_CHANGE_SET_OPERATIONS.default) ? 16 : 64) * MIB,
  };
}

function toLogstash(environment: Environment): LogstashOptions | undefined {
  const { HEKSHER_LOGSTASH_HOST: host, HEKSHER_LOGSTASH_PORT: port } = environment;
  if (host === undefined || port === undefined) return undefined;
  return {
    host,
    port,
    protocol: environment.HEKSHER_LOGSTASH_PROTOCOL,
    level: environment.HEKSHER_LOGSTASH_LEVEL,
    tags: environment.HEKSHER_LOGSTASH_TAGS ?? {},
  };
}
