import { EXIT, type ExitCode } from './exit-codes.js';

/** Ends the command with a message for people and an exit code for programs. */
export class Failure extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    /** Further lines, such as each fault of a request. */
    readonly details: readonly string[] = [],
  ) {
    super(message);
    this.name = 'Failure';
  }
}

/** The command line is wrong. */
export function usage(message: string, ...details: string[]): Failure {
  return new Failure(EXIT.usage, message, details);
}
