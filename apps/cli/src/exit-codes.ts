/** The exit codes of the command. docs/command.md explains them. */
export const EXIT = {
  done: 0,
  /** The answer to the question was no, so nothing was done. `generate --check`: the file is not up to date. */
  declined: 1,
  /** `plan`, `diff` and `declare --check` have found differences. */
  differences: 2,
  /** What the command has read was changed meanwhile, so nothing was done. */
  stale: 3,
  /** The service has refused the request. */
  refused: 4,
  /** The command line is wrong. */
  usage: 64,
  /** A file cannot be read or written, or is not what it should be. */
  file: 65,
  /** The service cannot be reached, does not answer in time, or says so of its database. */
  unreachable: 69,
  /** A fault of the service or of this command. */
  fault: 70,
  /** Ctrl-C. As usual, it is 128 and the number of the signal. */
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
