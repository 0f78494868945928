import type { Command } from 'commander';
import { perform, type Session } from '../session.js';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .summary('bring a database to the newest schema')
    .description(
      'Runs the migrations that the database of HEKSHER_DB_CONNECTION_STRING lacks, and repairs its schema, as npm run ' +
        'migration:run does. It works on the database, not through the service.',
    )
    .addHelpText('after', '\nExample:\n  HEKSHER_DB_CONNECTION_STRING=postgresql://heksher@db/heksher heksher migrate')
    .action((_options: unknown, command: Command) => perform(command, migrate));
}

async function migrate({ out }: Session): Promise<void> {
  const { runMigrations } = await import('../beside/run-migrations.js');
  const { executed, notes } = await runMigrations();
  out.messages(notes.map((note) => `Note: ${note}`));
  const unchanged = notes.length > 0 ? 'The schema was repaired.' : 'The schema is up to date.';
  out.result({ executed, notes }, () => [executed.length > 0 ? `Migrated: ${executed.join(', ')}` : unchanged]);
}
