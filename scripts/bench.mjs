// npm run bench: measures the built service; see docs/performance.md.
import { build } from './build.mjs';
import { installMissing } from './install.mjs';
import './typescript.mjs';

installMissing();
build({ ifStale: true });
await import('../bench/run.ts');
