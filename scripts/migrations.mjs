// npm run migration:run, migration:revert, migration:show, migration:generate.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [command = '', ...words] = process.argv.slice(2);

// The image has no sources and is complete, and has no other script to import.
if (existsSync(new URL('../migrations', import.meta.url))) (await import('./prepare.mjs')).prepare();
if (command === 'run' || command === 'revert') await import(`../dist/migrations/${command}.js`);
else runTypeorm();

function runTypeorm() {
  const typeorm = fileURLToPath(new URL('../node_modules/typeorm/cli.js', import.meta.url));
  const dataSource = fileURLToPath(new URL('../dist/migrations/data-source.js', import.meta.url));
  const { status } = spawnSync(process.execPath, [typeorm, `migration:${command}`, '-d', dataSource, ...words], {
    stdio: 'inherit',
  });
  if (command === 'generate') {
    console.log('Not compared, so write them by hand: triggers, functions, and the tables without a primary key');
    console.log('(conditions, configurable, rule_metadata, setting_metadata).');
  }
  process.exitCode = status ?? 1;
}
