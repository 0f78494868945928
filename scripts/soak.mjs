// npm run soak: keeps the built service under load for minutes and judges it; see CONTRIBUTING.md.
import { prepare } from './prepare.mjs';
import './typescript.mjs';

prepare();
await import('../bench/soak/run.ts');
