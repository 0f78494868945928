import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { EXIT, type ExitCode } from './exit-codes.js';
import { usage } from './failure.js';
import { readAddress } from './http/address.js';
import { InFlight } from './http/in-flight.js';
import { Service } from './http/service.js';
import { readToken } from './http/token.js';
import { Output, type Format } from './output/output.js';
import { readVersion } from './version.js';

/** The options that every command has. */
export interface GlobalOptions {
  url?: string;
  token?: string;
  tokenFile?: string;
  output: Format;
  timeout: string;
}

/** What an interrupt has to know. */
export const interrupts: { inFlight: InFlight; exitCode: ExitCode | undefined } = {
  inFlight: new InFlight(),
  exitCode: undefined,
};

/** One run of a command: the service that it asks, and what it says. */
export class Session {
  readonly out: Output;
  private made: Service | undefined;

  constructor(private readonly options: GlobalOptions) {
    const { stdout, stderr, env } = process;
    this.out = new Output(options.output, { stdout, stderr }, env);
  }

  /** Throws a usage failure if nothing says which service. */
  get service(): Service {
    this.made ??= this.serviceAt(this.options.url);
    return this.made;
  }

  get hasService(): boolean {
    return Boolean(this.options.url);
  }

  /** Another service, with the same token. */
  serviceAt(url: string | undefined): Service {
    return new Service({
      url: readAddress(url),
      token: readToken(this.options, process.env),
      timeoutMs: readTimeout(this.options.timeout),
      version: readVersion(),
      inFlight: interrupts.inFlight,
    });
  }

  /** Whether a person can answer a question. */
  get isInteractive(): boolean {
    return process.stdin.isTTY && process.stderr.isTTY;
  }

  /** Asks a person. Without a terminal nobody can answer, and the command line was the answer. */
  async confirm(question: string, { yes }: { yes?: boolean | undefined }): Promise<boolean> {
    if (yes || !this.isInteractive) return true;
    // Without `terminal`, so that Ctrl-C stays a signal.
    const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
    const ended = once(lines, 'close').then(() => ''); // Ctrl-D
    try {
      return /^y(es)?$/i.test((await Promise.race([lines.question(`${question} [y/N] `), ended])).trim());
    } finally {
      lines.close();
    }
  }
}

/** Runs a command, and sets the exit code that it ends with. */
export async function perform(command: Command, work: (session: Session) => Promise<ExitCode | void>): Promise<void> {
  const session = new Session(command.optsWithGlobals<GlobalOptions>());
  await session.out.prepare();
  process.exitCode = (await work(session)) ?? EXIT.done;
}

const LONGEST_TIMEOUT_S = 3600;

function readTimeout(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= LONGEST_TIMEOUT_S) return Math.ceil(seconds * 1000);
  throw usage(`--timeout is a number of seconds up to ${LONGEST_TIMEOUT_S}, not ${JSON.stringify(text)}`);
}
