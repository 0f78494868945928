import { build } from './build.mjs';
import { installMissing } from './install.mjs';

/** Installs and compiles what is missing or out of date. If that fails, prints why and ends the process with status 1. */
export function prepare() {
  try {
    installMissing();
    build({ ifStale: true });
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
