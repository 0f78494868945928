import { redact } from '@heksher/logging';
import { EnvironmentError, type UnknownVariable } from './config/environment.js';

/** Says why the service cannot start, one line for each reason, and ends the process. */
export function refuseToStart(error: unknown, unknownVariables: readonly UnknownVariable[]): never {
  for (const fault of faultsOf(error, unknownVariables)) {
    process.stderr.write(`Heksher cannot start: ${redact(fault)}\n`);
  }
  process.exit(1);
}

/** A misspelt variable explains why another one is missing. */
function faultsOf(error: unknown, unknownVariables: readonly UnknownVariable[]): readonly string[] {
  if (!(error instanceof EnvironmentError)) return [error instanceof Error ? error.message : String(error)];
  const misspelt = unknownVariables.flatMap(({ variable, nearest }) =>
    nearest === undefined ? [] : [`${variable}: it is unknown; the nearest name is ${nearest}`],
  );
  return [...error.faults, ...misspelt];
}
