import { readFileSync } from 'node:fs';

/** The values of variables that may come from files, and the faults of those files. */
export interface Secrets<Name extends string> {
  /** By the name of the variable; a secret that is not set is absent. */
  values: Partial<Record<Name, string>>;
  /** By the name of the variable: a sentence that names the file but never shows its content. */
  faults: Map<Name, string>;
}

/** The variable that names the file of a secret. */
export function fileVariable(name: string): string {
  return `${name}_FILE`;
}

/**
 * Reads secrets from an environment: from their variables, or from the files that the variables ending in `_FILE` name,
 * as Docker and Kubernetes mount them. Line breaks at the end of a file are not part of the secret. An empty variable
 * counts as not set. Never throws: every fault is in the result.
 */
export function readSecrets<Name extends string>(
  environment: NodeJS.ProcessEnv,
  names: readonly Name[],
): Secrets<Name> {
  const secrets: Secrets<Name> = { values: {}, faults: new Map() };
  for (const name of names) {
    try {
      const value = readSecret(environment, name);
      if (value !== undefined) secrets.values[name] = value;
    } catch (error) {
      secrets.faults.set(name, (error as Error).message);
    }
  }
  return secrets;
}

function readSecret(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = environment[name] || undefined;
  const path = environment[fileVariable(name)] || undefined;
  if (path === undefined) return value;
  if (value !== undefined) throw new Error(`only one of ${name} and ${fileVariable(name)} may be set`);
  const text = readText(path).replace(/[\r\n]+$/, '');
  if (text === '') throw new Error(`${called(path)} is empty`);
  return text;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${called(path)} cannot be read: ${reasonOf(error)}`);
  }
}

/** Names a file by its path. Anything but a path may be the secret itself, set under the wrong name, and is not shown. */
function called(path: string): string {
  return /^\.{0,2}\//.test(path) ? `the file ${path}` : 'the file that it names';
}

const REASONS: Record<string, string> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

function reasonOf(error: unknown): string {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? code;
}
