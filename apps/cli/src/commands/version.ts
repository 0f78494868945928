import type { Command } from 'commander';
import { Failure } from '../failure.js';
import { printable } from '../output/text.js';
import { perform, type Session } from '../session.js';
import { readVersion } from '../version.js';

export function addVersion(program: Command): void {
  program
    .command('version')
    .summary('say the versions of this command and of the service')
    .description('Says the version of this command, and that of the service if an address is given.')
    .addHelpText('after', '\nExample:\n  heksher version')
    .action((_options: unknown, command: Command) => perform(command, version));
}

async function version(session: Session): Promise<void> {
  const own = readVersion();
  const service = session.hasService ? await readServiceVersion(session) : undefined;
  session.out.result({ heksher: own, ...(service !== undefined && { service }) }, () => [
    `heksher ${own}`,
    ...(service === undefined ? [] : [`service ${service === null ? 'unknown' : printable(service)}`]),
  ]);
}

/** Null if the service does not say it: the own version is good to know all the same. */
async function readServiceVersion(session: Session): Promise<string | null> {
  try {
    const { body } = await session.service.get<{ version: string }>('/api/health/live');
    return body.version;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    session.out.message(error.message);
    return null;
  }
}
