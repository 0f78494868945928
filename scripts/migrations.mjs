// npm run migration:run, migration:revert, migration:show, migration:generate.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [command = '', ...words] = process.argv.slice(2);

// A checkout is brought up to date first. The image has no sources, and is complete.
if (existsSync(new URL('../migrations', import.meta.url))) await prepare();
if (command === 'run' || command === 'revert') await import(`../dist/migrations/${command}.js`);
else runTypeorm();

async function prepare() {
  const [{ installMissing }, { build }] = await Promise.all([import('./install.mjs'), import('./build.mjs')]);
  try {
    installMissing();
    build({ ifStale: true });
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

function runTypeorm() {
  const typeorm = fileURLToPath(new URL('../node_modules/typeorm/cli.js', import.meta.url));
  const dataSource = fileURLToPath(new URL('../dist/migrations/data-source.js', import.meta.url));
  const { status } = spawnSync(process.execPath, [typeorm, `migration:${command}`, '-d', dataSource, ...words], {
    stdio: 'inherit',
  });
  if (command === 'generate') {
    console.log('Not compared, so to be written by hand: triggers, functions, and the tables without a primary key');
    console.log('(conditions, configurable, rule_metadata, setting_metadata).');
  }
  process.exitCode = status ?? 1;
}
