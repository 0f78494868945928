import { fileVariable, readSecrets } from '@heksher/secrets';
import { parseBoolean } from './boolean-text.js';
import { isServiceLink, type Read } from './kinds.js';
import { findNearestName } from './nearest-name.js';
import { SECRET_NAMES, VARIABLE_NAMES, describe, type VARIABLES, type VariableName } from './variables.js';

/** The value of each variable; undefined if it is not set and has no default. */
export type Environment = { readonly [Name in VariableName]: ValueOf<(typeof VARIABLES)[Name]> };

type ValueOf<Entry> = Entry extends { read: Read<infer Value> }
  ? Entry extends { default: string }
    ? Value
    : Value | undefined
  : never;

/** An environment in which the service cannot start: one line for each wrong variable, with its name. */
export class EnvironmentError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'EnvironmentError';
  }
}

/**
 * Reads every variable of the service, and its secrets from files. An empty variable counts as not set. Throws
 * `EnvironmentError` with all faults.
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const secrets = readSecrets(variables, SECRET_NAMES);
  const given = { ...variables, ...Object.fromEntries(SECRET_NAMES.map((name) => [name, secrets.values[name]])) };
  const texts = new Map(VARIABLE_NAMES.map((name) => [name, given[name] || undefined]));
  const isDocOnly = parseBoolean(texts.get('DOC_ONLY') ?? '');
  const names = VARIABLE_NAMES.filter((name) => !(isDocOnly && describe(name).isRequired));
  const badFiles = names.filter((name) => secrets.faults.has(name));
  const faults = badFiles.map((name) => `${fileVariable(name)}: ${secrets.faults.get(name)}`);
  const values: Partial<Record<VariableName, unknown>> = {};
  for (const name of names.filter((one) => !badFiles.includes(one))) {
    try {
      values[name] = readOne(name, texts);
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (faults.length > 0) throw new EnvironmentError(faults);
  return values as Environment; // each value comes from the reader of its variable
}

/** The tokens and secrets in an environment, and each of those that one variable lists. Addresses are not among them. */
export function secretsIn(variables: NodeJS.ProcessEnv): string[] {
  const names = SECRET_NAMES.filter((name) => /_(?:TOKEN|SECRET)$/.test(name));
  const secrets = Object.values(readSecrets(variables, names).values);
  return secrets.flatMap((secret) => [secret, ...secret.split(',')]);
}

function readOne(name: VariableName, texts: ReadonlyMap<string, string | undefined>): unknown {
  const { read, isRequired, partner, neededBy, default: fallback } = describe(name);
  const text = texts.get(name) ?? fallback;
  if (text !== undefined) return read(text);
  if (isRequired) throw new Error('it is required');
  if (neededBy !== undefined && texts.get(neededBy) !== undefined) throw new Error(`${neededBy} needs it`);
  // No reader of a pair takes an empty text; each says that both are needed.
  return partner !== undefined && texts.get(partner) !== undefined ? read('') : undefined;
}

export interface UnknownVariable {
  variable: string;
  /** The name that was probably meant; undefined if none is close. */
  nearest: string | undefined;
}

/** The variables of the command `heksher`, which may be set where the service runs. */
export const COMMAND_VARIABLES: readonly string[] = ['HEKSHER_URL', 'HEKSHER_TOKEN', 'HEKSHER_TOKEN_FILE'];

/** The variables that begin with `HEKSHER_` and mean nothing to the service, sorted by name. */
export function findUnknownVariables(variables: NodeJS.ProcessEnv): UnknownVariable[] {
  const known: readonly string[] = [...VARIABLE_NAMES, ...SECRET_NAMES.map(fileVariable), ...COMMAND_VARIABLES];
  return Object.entries(variables)
    .filter(([name]) => name.startsWith('HEKSHER_') && !known.includes(name))
    .filter(([name, value = '']) => !isServiceLink(name, value))
    .map(([variable]) => ({ variable, nearest: findNearestName(variable, known) }))
    .sort((one, other) => (one.variable < other.variable ? -1 : 1));
}
