import { fileVariable } from '@heksher/secrets';
import { findNearestName } from './nearest-name.js';
import { SECRET_NAMES, VARIABLE_NAMES } from './variables.js';

export interface UnknownVariable {
  variable: string;
  /** The name that was probably meant; undefined if none is close. */
  nearest: string | undefined;
}

/** What Kubernetes sets in every pod of a namespace for a Service such as `heksher` or `heksher-db`. */
const SERVICE_LINK = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;

/** The value of a Service's variable that ends in `_PORT`, such as `tcp://10.0.0.1:80`. */
const SERVICE_ADDRESS = /^(tcp|udp|sctp):\/\//;

/** Whether Kubernetes has set a variable to tell where a Service is. */
export function isServiceLink(name: string, value: string): boolean {
  return SERVICE_LINK.test(name) || (name.endsWith('_PORT') && SERVICE_ADDRESS.test(value));
}

/** The variables that begin with `HEKSHER_` and mean nothing to the service, sorted by name. */
export function findUnknownVariables(variables: NodeJS.ProcessEnv): UnknownVariable[] {
  const known: readonly string[] = [...VARIABLE_NAMES, ...SECRET_NAMES.map(fileVariable)];
  return Object.entries(variables)
    .filter(([name]) => name.startsWith('HEKSHER_') && !known.includes(name))
    .filter(([name, value = '']) => !isServiceLink(name, value))
    .map(([variable]) => ({ variable, nearest: findNearestName(variable, known) }))
    .sort((one, other) => (one.variable < other.variable ? -1 : 1));
}
