import { readConfig, type HeksherConfig } from '../../apps/heksher/src/config/config.js';
import { EnvironmentError } from '../../apps/heksher/src/config/environment.js';

type Variables = Record<string, string>;

/** A valid environment of the service. */
export const GOOD = { HEKSHER_DB_CONNECTION_STRING: 'postgresql://heksher:s3cret@db.example:5432/heksher' };

/** The faults of exactly this environment, which stop the service from starting. */
export function faultsOf(variables: Variables): readonly string[] {
  try {
    readConfig(variables, '1.2.3');
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
}

/** The configuration of a valid environment with these variables. */
export function configWith(variables: Variables): HeksherConfig {
  return readConfig({ ...GOOD, ...variables }, '1.2.3');
}

/** The faults of a valid environment with these variables. */
export function faultsWith(variables: Variables): readonly string[] {
  return faultsOf({ ...GOOD, ...variables });
}
