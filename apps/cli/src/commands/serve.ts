import type { Command } from 'commander';

export function addServe(program: Command): void {
  program
    .command('serve')
    .summary('run the service')
    .description(
      'Runs the service until Ctrl-C, configured by environment variables. In a checkout it is what npm start does, with a ' +
        'PostgreSQL of its own if no database is named.',
    )
    .option('--demo', 'fill an empty database with the settings of a small shop; in a checkout only')
    .addHelpText('after', '\nExample:\n  HEKSHER_DB_CONNECTION_STRING=postgresql://heksher@db/heksher heksher serve')
    .action(async ({ demo }: { demo?: boolean }) => {
      const { runService } = await import('../beside/run-service.js');
      await runService(demo ? ['--demo'] : []);
    });
}
