import { readConfig, type HeksherConfig } from '../../apps/heksher/src/config/config.js';
import { EnvironmentError } from '../../apps/heksher/src/config/environment.js';

type Variables = Record<string, string>;

/** An environment in which the service can start. */
export const GOOD = { HEKSHER_DB_CONNECTION_STRING: 'postgresql://heksher:s3cret@db.example:5432/heksher' };

/** The faults that stop the service from starting in exactly this environment. */
export function faultsOf(variables: Variables): readonly string[] {
  try {
    readConfig(variables, '1.2.3');
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
}

/** The configuration of a good environment with these variables. */
export function configWith(variables: Variables): HeksherConfig {
  return readConfig({ ...GOOD, ...variables }, '1.2.3');
}

/** The faults of a good environment with these variables. */
export function faultsWith(variables: Variables): readonly string[] {
  return faultsOf({ ...GOOD, ...variables });
}
