#!/usr/bin/env node
// npx heksher: runs the command that the build has compiled.
import { existsSync } from 'node:fs';

const main = new URL('../dist/apps/cli/src/main.js', import.meta.url);

if (existsSync(main)) await import(main.href);
else {
  console.error('heksher: this checkout is not built yet. Run "npm run build" in it first.');
  process.exitCode = 65;
}
