// npm run soak: keeps the built service under load for minutes and judges what becomes of it; see docs/operations.md.
import { build } from './build.mjs';
import { installMissing } from './install.mjs';
import './typescript.mjs';

installMissing();
build({ ifStale: true });
await import('../bench/soak/run.ts');
