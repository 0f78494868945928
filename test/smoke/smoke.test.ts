import { readFile } from 'node:fs/promises';
import { expect, jest, test } from '@jest/globals';
import type { Heksher } from '../support/heksher.js';
import { useDatabase } from '../support/postgres.js';
import { start } from '../support/service-process.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const database = useDatabase();

/** The first requests of a new user, with the status of each answer. */
async function use(heksher: Heksher): Promise<Record<string, number>> {
  const size = { name: 'size', configurable_features: ['user'], type: 'int', default_value: 1 };
  const rule = { setting: 'size', feature_values: { user: 'guest' }, value: 2 };
  return {
    feature: (await heksher.addFeature('user')).status,
    setting: (await heksher.declare(size)).status,
    rule: (await heksher.addRule(rule)).status,
    query: (await heksher.query({ settings: 'size' })).status,
    evaluation: (await heksher.get('/api/v1/evaluate?settings=size&context=user:guest')).status,
    changes: (await heksher.get('/api/v1/changes')).status,
    documentation: (await heksher.get('/docs')).status,
    documentationScript: (await heksher.get('/docs/swagger-ui-bundle.js')).status,
    redoc: (await heksher.get('/redoc/redoc.standalone.js')).status,
    ui: (await heksher.get('/ui/')).status,
    document: (await heksher.get('/openapi.json')).status,
    metrics: (await heksher.get('/metrics')).status,
    health: (await heksher.get('/api/health/ready')).status,
  };
}

test('the built service answers a new user’s first requests, and stops without a warning', async () => {
  const service = start({ HEKSHER_DB_CONNECTION_STRING: database.url });

  const statuses = await use(await service.listening());
  await service.stop();

  expect(statuses).toEqual({
    feature: 204,
    setting: 200,
    rule: 201,
    query: 200,
    evaluation: 200,
    changes: 200,
    documentation: 200,
    documentationScript: 200,
    redoc: 200,
    ui: 200,
    document: 200,
    metrics: 200,
    health: 200,
  });
  const { code, stdout, stderr } = await service.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toMatch(/"level":"(warn|error)"/);
});

test('the committed OpenAPI document equals the built one: run npm run openapi after a change', async () => {
  const built = await readFile(new URL('../../dist/apps/heksher/assets/openapi.json', import.meta.url), 'utf8');

  const committed = await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8');

  expect(JSON.parse(committed)).toEqual(JSON.parse(built));
});
