import {
  IsIn,
  IsOptional,
  Validate,
  ValidateIf,
  ValidatorConstraint,
  validateSync,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { FEATURE_NAME, whyNotName } from '@heksher/domain';
import { parseDatabaseAddress } from '@heksher/persistence';
import { fileVariable, readSecrets } from '@heksher/secrets';
import { isBooleanText, parseBoolean } from '../http/parameters/boolean-text.js';
import { parseLogLevel, parseTags } from './log-settings.js';
import { parsePublicUrl } from './public-url.js';
import { parseTrustedProxies } from './trusted-proxies.js';
import { isServiceLink } from './unknown-variables.js';
import { SECRET_NAMES, VARIABLES, VARIABLE_NAMES, type VariableDescription } from './variables.js';

const LONGEST_DRAIN = 3600;

const FROM_KUBERNETES =
  '; Kubernetes has set it for the Service named heksher: set "enableServiceLinks: false" in the pod, or set HEKSHER_PORT';

/** A constraint from a function that says what is wrong with a text, or nothing. */
function constraint(whyWrong: (text: string) => string | undefined): new () => ValidatorConstraintInterface {
  @ValidatorConstraint()
  class Constraint implements ValidatorConstraintInterface {
    validate(text: unknown): boolean {
      return typeof text === 'string' && whyWrong(text) === undefined;
    }
    defaultMessage({ value }: ValidationArguments): string {
      return typeof value === 'string' ? (whyWrong(value) ?? '') : 'it is required';
    }
  }
  return Constraint;
}

const Flag = constraint((text) => (isBooleanText(text) ? undefined : 'it must be true or false'));
const Host = constraint((text) =>
  /^[^\s/:@]+$|^[0-9A-Fa-f:]+$/.test(text) ? undefined : 'it must be a host name or address',
);
const Port = constraint((text) => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return undefined;
  return `it must be a port, a number from 0 to 65535${isServiceLink('HEKSHER_PORT', text) ? FROM_KUBERNETES : ''}`;
});
const ReachablePort = constraint((text) =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
    ? undefined
    : 'it must be a port, a number from 1 to 65535',
);
const Megabytes = constraint((text) =>
  /^[1-9]\d{0,5}$/.test(text) ? undefined : 'it must be a number of megabytes, from 1 to 999999',
);
const Seconds = constraint((text) =>
  /^\d{1,6}$/.test(text) ? undefined : 'it must be a number of seconds, from 0 to 999999',
);
// With one, a write that waits for a lock would keep every read waiting.
const PoolSize = constraint((text) =>
  /^\d{1,4}$/.test(text) && Number(text) >= 2 ? undefined : 'it must be a number of connections, from 2 to 9999',
);
const MaxAge = constraint((text) =>
  /^[1-9]\d{0,5}$/.test(text) ? undefined : 'it must be a whole number of seconds, from 1 to 999999',
);
const DrainSeconds = constraint((text) =>
  /^\d{1,4}$/.test(text) && Number(text) <= LONGEST_DRAIN
    ? undefined
    : `it must be a whole number of seconds, from 0 to ${LONGEST_DRAIN}`,
);
const Level = constraint((text) =>
  parseLogLevel(text) ? undefined : 'it must be debug, info, warning, error or one of the numbers 10, 20, 30, 40, 50',
);
const Tags = constraint((text) =>
  parseTags(text) ? undefined : 'it must be pairs "name:value" separated by white space',
);
const Feature = constraint((text) => whyNotName(FEATURE_NAME, text));
const Origins = constraint((text) =>
  text === '*' || text.split(',').every(isOrigin)
    ? undefined
    : 'it must be * or origins such as https://app.example, separated by commas',
);
const FeatureList = constraint(whyNotFeatureList);
const ConnectionString = constraint(whyThrown(parseDatabaseAddress));
const PublicAddress = constraint(whyThrown(parsePublicUrl));
const Proxies = constraint(whyThrown(parseTrustedProxies));

/** Whether a text is an origin as browsers send it: in lower case, no path, no port that goes without saying. */
function isOrigin(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@A-Z]+$/.test(text)) return false;
  if (!/^https?:/.test(text)) return true; // such as capacitor://localhost, which the URL standard gives no origin
  return URL.canParse(text) && new URL(text).origin === text;
}

function whyNotFeatureList(text: string): string | undefined {
  const names = text.split(';');
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  const fault = names.map((name) => whyNotName(FEATURE_NAME, name)).find((why) => why !== undefined);
  return fault ?? (repeated === undefined ? undefined : `it names the feature ${repeated} twice`);
}

/** Says why a text cannot be parsed, in the words of the error. */
function whyThrown(parse: (text: string) => unknown): (text: string) => string | undefined {
  return (text) => {
    try {
      parse(text);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

/** The variables that the service reads, as they are in the environment; an empty one counts as not set. */
export class Environment {
  @ValidateIf((all: Environment) => !isDocOnly(all))
  @Validate(ConnectionString)
  HEKSHER_DB_CONNECTION_STRING?: string;

  @IsOptional()
  @Validate(PoolSize)
  HEKSHER_DB_POOL_SIZE?: string;

  @IsOptional()
  @Validate(MaxAge)
  HEKSHER_DB_CONNECTION_MAX_AGE_SECONDS?: string;

  @IsOptional()
  @Validate(FeatureList)
  HEKSHER_STARTUP_CONTEXT_FEATURES?: string;

  @ValidateIf((all: Environment) => all.HEKSHER_LOGSTASH_HOST !== undefined || all.HEKSHER_LOGSTASH_PORT !== undefined)
  @Validate(Host, { message: 'it must be a host name or address, and be set together with HEKSHER_LOGSTASH_PORT' })
  HEKSHER_LOGSTASH_HOST?: string;

  @ValidateIf((all: Environment) => all.HEKSHER_LOGSTASH_HOST !== undefined || all.HEKSHER_LOGSTASH_PORT !== undefined)
  @Validate(ReachablePort, {
    message: 'it must be a port from 1 to 65535, and be set together with HEKSHER_LOGSTASH_HOST',
  })
  HEKSHER_LOGSTASH_PORT?: string;

  @IsOptional()
  @IsIn(['tcp', 'udp'], { message: 'it must be tcp or udp' })
  HEKSHER_LOGSTASH_PROTOCOL?: 'tcp' | 'udp';

  @IsOptional()
  @Validate(Level)
  HEKSHER_LOGSTASH_LEVEL?: string;

  @IsOptional()
  @Validate(Tags)
  HEKSHER_LOGSTASH_TAGS?: string;

  @IsOptional()
  @Validate(Level)
  HEKSHER_LOG_LEVEL?: string;

  @IsOptional()
  @Validate(Megabytes)
  HEKSHER_CACHE_MB?: string;

  @IsOptional()
  @Validate(Seconds)
  HEKSHER_STALE_IF_ERROR_SECONDS?: string;

  @IsOptional()
  @IsIn(['canonical', 'requested'], { message: 'it must be canonical or requested' })
  HEKSHER_QUERY_KEY_BY?: 'canonical' | 'requested';

  @IsOptional()
  @Validate(Flag)
  DOC_ONLY?: string;

  @IsOptional()
  SENTRY_DSN?: string;

  @IsOptional()
  @Validate(Port)
  HEKSHER_PORT?: string;

  @IsOptional()
  @Validate(Host)
  HEKSHER_HOST?: string;

  @IsOptional()
  @Validate(DrainSeconds)
  HEKSHER_DRAIN_SECONDS?: string;

  @IsOptional()
  @Validate(Origins)
  HEKSHER_CORS_ORIGINS?: string;

  @IsOptional()
  @Validate(Feature)
  HEKSHER_OFREP_TARGETING_KEY_FEATURE?: string;

  @IsOptional()
  @Validate(Flag)
  HEKSHER_OFREP_STRICT_REASONS?: string;

  @IsOptional()
  @Validate(Flag)
  HEKSHER_OFREP_STREAMS?: string;

  @IsOptional()
  @Validate(PublicAddress)
  HEKSHER_PUBLIC_URL?: string;

  @IsOptional()
  @Validate(Proxies)
  HEKSHER_TRUSTED_PROXIES?: string;
}

// Compiles only if each variable of the class is described, and no other.
const NAMES: readonly (keyof Environment)[] = VARIABLE_NAMES;
VARIABLES satisfies Record<keyof Environment, VariableDescription>;

/** An environment that the service cannot start in: one line for each variable that is wrong, with its name. */
export class EnvironmentError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'EnvironmentError';
  }
}

/** Picks the service's variables, reads secrets from files, and checks all of it. Throws `EnvironmentError` with every fault. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const secrets = readSecrets(variables, SECRET_NAMES);
  const read = { ...variables, ...Object.fromEntries(SECRET_NAMES.map((name) => [name, secrets.values[name]])) };
  const set = NAMES.filter((name) => (read[name] ?? '') !== '').map((name) => [name, read[name]]);
  const environment = Object.assign(new Environment(), Object.fromEntries(set)) as Environment;
  if (isDocOnly(environment)) secrets.faults.delete('HEKSHER_DB_CONNECTION_STRING');
  const faults = [...secrets.faults].map(([name, fault]) => `${fileVariable(name)}: ${fault}`);
  for (const { property, constraints } of validateSync(environment)) {
    if (secrets.faults.has(property as (typeof SECRET_NAMES)[number])) continue; // its file says why there is no value
    faults.push(`${property}: ${Object.values(constraints ?? {}).join('; ')}`);
  }
  if (faults.length > 0) throw new EnvironmentError(faults);
  return environment;
}

function isDocOnly({ DOC_ONLY }: Environment): boolean {
  return DOC_ONLY !== undefined && isBooleanText(DOC_ONLY) && parseBoolean(DOC_ONLY);
}
