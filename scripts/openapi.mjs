// npm run openapi: builds, and copies the OpenAPI document of the build to docs/openapi.json, which is committed.
import { copyFileSync } from 'node:fs';
import { prepare } from './prepare.mjs';

prepare();
copyFileSync(
  new URL('../dist/apps/heksher/assets/openapi.json', import.meta.url),
  new URL('../docs/openapi.json', import.meta.url),
);
