import pg from 'pg';

/** Runs after all test files, and removes everything that global-setup.ts has created. */
export default async function globalTeardown(): Promise<void> {
  const { HEKSHER_TEST_SERVER_URL: server, HEKSHER_TEST_TEMPLATE: template } = process.env;
  await globalThis.stopTestPoolers?.();
  if (globalThis.stopTestServer !== undefined) return globalThis.stopTestServer();

  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(`drop database if exists ${template} with (force)`);
    await client.query(`drop role if exists ${template}`);
  } finally {
    await client.end();
  }
}
