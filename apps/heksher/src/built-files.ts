import { readFileSync } from 'node:fs';

// The build bundles the service into the place of main.js, so these are relative to this folder and to no other.

/** The document that the build has written. */
export const OPENAPI_FILE = new URL('../assets/openapi.json', import.meta.url);

export const REDOC_BUNDLE = new URL('../assets/redoc.standalone.js', import.meta.url);

/** The directory into which the build bundles the admin UI. Sources that run unbuilt have none beside them. */
export const UI_DIRECTORY = new URL('../../../ui/', import.meta.url);

/** The version of the service, from package.json. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
