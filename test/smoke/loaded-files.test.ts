import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { useDatabase } from '../support/postgres.js';
import { start } from '../support/service-process.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const database = useDatabase();
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heksher-loaded-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** The files of scripts that a process has loaded, from what V8 wrote about their coverage. */
async function loadedFiles(): Promise<string[]> {
  const reports = await readdir(directory);
  const texts = await Promise.all(reports.map((name) => readFile(join(directory, name), 'utf8')));
  const scripts = texts.flatMap((text) => (JSON.parse(text) as { result: { url: string }[] }).result);
  return scripts.map(({ url }) => url).filter((url) => url.startsWith('file:'));
}

test('the built service loads its bundle, and nothing of a package but where the assets of Swagger UI are', async () => {
  const service = start({ HEKSHER_DB_CONNECTION_STRING: database.url, NODE_V8_COVERAGE: directory });
  const heksher = await service.listening();
  await heksher.query({ settings: '' });
  await service.stop();
  await service.ended;

  const files = (await loadedFiles()).map((url) => url.replace(/^.*?(?=dist\/|node_modules\/)/, ''));

  expect(files.sort()).toEqual(['dist/apps/heksher/src/main.js', 'node_modules/swagger-ui-dist/absolute-path.js']);
});
