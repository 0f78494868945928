import { commandConnectionString } from './connection-string.js';
import { undoNewest } from './undo.js';

/** `npm run migration:revert`. */
try {
  const name = await undoNewest(await commandConnectionString(process.env));
  process.stdout.write(name === undefined ? 'There is no migration to revert.\n' : `Reverted: ${name}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`Reverting failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
