// npm run bench: measures the built service; see docs/performance.md.
import { prepare } from './prepare.mjs';
import './typescript.mjs';

prepare();
await import('../bench/run.ts');
