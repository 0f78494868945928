import type { LogLevel, LogstashOptions } from '@heksher/logging';
import { parseDatabaseAddress, type DatabaseAddress } from '@heksher/persistence';
import { parseBoolean } from '../http/parameters/boolean-text.js';
import { readEnvironment, type Environment } from './environment.js';
import { DEFAULT_HOST, DEFAULT_PORT } from './listening.js';
import { parseLogLevel, parseTags } from './log-settings.js';
import { chooseCacheMemory, readMemoryLimits, type CacheMemory, type MemoryLimits } from './memory.js';
import { parsePublicUrl, type PublicUrl } from './public-url.js';
import { parseTrustedProxies, type TrustedProxies } from './trusted-proxies.js';

/** Everything that the environment decides, read once. */
export interface HeksherConfig {
  /** The version of this package. */
  version: string;
  host: string;
  port: number;
  /** How long the service goes on answering after it was told to stop, while it says that it is not ready. */
  drainMs: number;
  /** Undefined in doc-only mode, which connects to nothing. */
  database: DatabaseAddress | undefined;
  /** The connections to the database: the most at once, and how long each is used. */
  connections: { size: number; maxAgeSeconds: number };
  /** What the stored context features are adapted to at start. */
  startupContextFeatures: readonly string[] | undefined;
  /** How much memory the caches of rulesets and answers may take together. */
  cacheMemory: CacheMemory;
  /** How long after the database was last seen its state may still be answered, where it can't be reached; 0 for never. */
  staleIfErrorSeconds: number;
  /** The names that a query's answer gives settings, where the query does not say: their own, or those it asks for. */
  queryKeyBy: 'canonical' | 'requested';
  logLevel: LogLevel;
  logstash: LogstashOptions | undefined;
  sentryDsn: string | undefined;
  /** Of which origins pages may call the routes of OFREP: `*` of all, undefined of none. */
  corsOrigins: readonly string[] | '*' | undefined;
  ofrep: {
    /** The context feature that a targeting key stands for. */
    targetingKeyFeature: string | undefined;
    /** Whether only the reasons of OFREP's schema are given, which has no `DEFAULT`. */
    areReasonsStrict: boolean;
    /** Whether answers with all flags name the event stream. */
    areStreamsOffered: boolean;
  };
  /** The address that clients use; undefined if it is not known. */
  publicUrl: PublicUrl | undefined;
  /** The proxies whose `X-Forwarded-Prefix` is believed; undefined for none. */
  trustedProxies: TrustedProxies | undefined;
}

/**
 * The configuration that an environment writes, for a process with these limits. Throws `EnvironmentError`, which names
 * every wrong variable.
 */
export function readConfig(
  variables: NodeJS.ProcessEnv,
  version: string,
  limits: MemoryLimits = readMemoryLimits(),
): HeksherConfig {
  const environment = readEnvironment(variables);
  const { HEKSHER_DB_CONNECTION_STRING: connectionString, DOC_ONLY: docOnly } = environment;
  const isDocOnly = docOnly !== undefined && parseBoolean(docOnly);
  return Object.freeze({
    version,
    host: environment.HEKSHER_HOST ?? DEFAULT_HOST,
    port: Number(environment.HEKSHER_PORT ?? DEFAULT_PORT),
    drainMs: Number(environment.HEKSHER_DRAIN_SECONDS ?? 0) * 1000,
    database: isDocOnly || connectionString === undefined ? undefined : parseDatabaseAddress(connectionString),
    connections: {
      size: Number(environment.HEKSHER_DB_POOL_SIZE ?? 10),
      maxAgeSeconds: Number(environment.HEKSHER_DB_CONNECTION_MAX_AGE_SECONDS ?? 60),
    },
    startupContextFeatures: environment.HEKSHER_STARTUP_CONTEXT_FEATURES?.split(';'),
    cacheMemory: chooseCacheMemory(environment.HEKSHER_CACHE_MB, limits),
    staleIfErrorSeconds: Number(environment.HEKSHER_STALE_IF_ERROR_SECONDS ?? 0),
    queryKeyBy: environment.HEKSHER_QUERY_KEY_BY ?? 'canonical',
    logLevel: parseLogLevel(environment.HEKSHER_LOG_LEVEL ?? 'info') ?? 'info',
    logstash: readLogstash(environment),
    sentryDsn: environment.SENTRY_DSN,
    corsOrigins: readOrigins(environment.HEKSHER_CORS_ORIGINS),
    ofrep: {
      targetingKeyFeature: environment.HEKSHER_OFREP_TARGETING_KEY_FEATURE,
      areReasonsStrict: parseBoolean(environment.HEKSHER_OFREP_STRICT_REASONS ?? 'false'),
      areStreamsOffered: parseBoolean(environment.HEKSHER_OFREP_STREAMS ?? 'true'),
    },
    publicUrl: parseIfSet(environment.HEKSHER_PUBLIC_URL, parsePublicUrl),
    trustedProxies: parseIfSet(environment.HEKSHER_TRUSTED_PROXIES, parseTrustedProxies),
  });
}

function parseIfSet<Parsed>(text: string | undefined, parse: (text: string) => Parsed): Parsed | undefined {
  return text === undefined ? undefined : parse(text);
}

function readOrigins(text: string | undefined): HeksherConfig['corsOrigins'] {
  return text === '*' ? '*' : text?.split(',');
}

function readLogstash(environment: Environment): LogstashOptions | undefined {
  const { HEKSHER_LOGSTASH_HOST: host, HEKSHER_LOGSTASH_PORT: port } = environment;
  if (host === undefined || port === undefined) return undefined;
  return {
    host,
    port: Number(port),
    protocol: environment.HEKSHER_LOGSTASH_PROTOCOL ?? 'tcp',
    level: parseLogLevel(environment.HEKSHER_LOGSTASH_LEVEL ?? 'info') ?? 'info',
    tags: parseTags(environment.HEKSHER_LOGSTASH_TAGS ?? '') ?? {},
  };
}
