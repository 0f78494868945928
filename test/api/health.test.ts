import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

test('a healthy service tells its version', async () => {
  const answer = await app.heksher.get('/api/health');

  expect(answer.status).toBe(200);
  expect(answer.text).toBe('{"version":"1.2.3"}');
});
