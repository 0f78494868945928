import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Given } from '../support/given.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { start } from '../support/service-process.js';

jest.setTimeout(60_000); // starting a process is slow while others start

let database: TestDatabase;
let directory: string;
beforeAll(async () => {
  database = await createDatabase();
  directory = await mkdtemp(join(tmpdir(), 'heksher-clean-stop-'));
});
afterAll(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

test.each([['a server'], ['an embedded database']])('a clean stop on %s logs nothing above info', async (kind) => {
  const connectionString = kind === 'a server' ? database.url : `embedded:${directory}`;
  const service = start({ HEKSHER_DB_CONNECTION_STRING: connectionString });
  const heksher = await service.listening();
  const given = new Given(heksher);
  await Promise.all(Array.from({ length: 8 }, () => given.setting())); // opens several connections

  await service.stop();

  const { code, stdout, stderr } = await service.ended;
  const lines = stdout.trimEnd().split('\n');
  const levels = lines.map((line) => (JSON.parse(line) as { level: string }).level);
  expect({ code, stderr, levels: [...new Set(levels)] }).toEqual({ code: 0, stderr: '', levels: ['info'] });
});
