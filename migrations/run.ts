import { commandConnectionString } from './connection-string.js';
import { migrate } from './migrate.js';

/** `npm run migration:run`, and `alembic upgrade head` in the image. */
try {
  const { executed, notes } = await migrate(await commandConnectionString(process.env));
  for (const note of notes) process.stdout.write(`Note: ${note}\n`);
  const unchanged = notes.length > 0 ? 'The schema was repaired.' : 'The schema is up to date.';
  process.stdout.write(executed.length > 0 ? `Migrated: ${executed.join(', ')}\n` : `${unchanged}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`Migration failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
