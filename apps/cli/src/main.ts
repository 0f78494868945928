import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from './exit-codes.js';
import { Failure } from './failure.js';
import { describeUnknown } from './http/in-flight.js';
import { styleFor } from './output/style.js';
import { printable } from './output/text.js';
import { createProgram } from './program.js';
import { interrupts } from './session.js';
import { readVersion } from './version.js';

process.on('SIGINT', () => interrupt(EXIT.interrupted));
process.on('SIGTERM', () => interrupt(EXIT.terminated));
// The program that reads the output has ended, such as `head`.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? EXIT.done : EXIT.file));

try {
  await createProgram(readVersion()).parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Says what has failed. */
function report(error: unknown): ExitCode {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const { bold, removed } = styleFor(process.stderr, process.env);
  // Both may have words of the command line, and a file from somebody else's repository may have any name.
  const say = (message: string, details: readonly string[]) =>
    process.stderr.write(
      [`${bold('heksher:')} ${removed(printable(message))}`, ...details.map((line) => `  ${printable(line)}`), ''].join(
        '\n',
      ),
    );
  if (error instanceof Failure) {
    say(error.message, error.details);
    return error.exitCode;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say('this is a fault of the command', trace.split('\n'));
  return EXIT.fault;
}

/** Ends at once. A change is one request, so it is done as a whole or not at all. */
function interrupt(byDefault: ExitCode): void {
  const { inFlight, exitCode = byDefault } = interrupts;
  if (inFlight.change) {
    process.stderr.write(['', 'heksher: interrupted', ...describeUnknown(inFlight.change), ''].join('\n'));
  }
  process.exit(inFlight.change ? byDefault : exitCode);
}
