import { existsSync } from 'node:fs';

/** In a checkout, what `npm start` runs: it builds what is out of date and knows a database of its own. */
const START = new URL('../../../../../scripts/start.mjs', import.meta.url);

/** Serves in this process until it is stopped, as `npm start` in a checkout and the image without a command do. */
export async function runService(words: readonly string[]): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal);
  process.argv.splice(2, Infinity, ...words);
  if (existsSync(START)) await import(START.href);
  else await import('../../../heksher/src/main.js');
}
