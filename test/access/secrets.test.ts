import { expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { accessOn } from './access.js';

const PLANTED = 'hks_AAAAAAAAAAAAAAAAAAAAAA_planted0planted0planted0planted0planted0pla';
const app = useApp({ access: accessOn() });

test.each([
  ['in the query', `/api/v1/settings?token=${PLANTED}`, {}],
  ['in the path', `/api/v1/settings/${PLANTED}`, {}],
  ['in the path of no route', `/nowhere/${PLANTED}`, {}],
  ['in the path of a flag', `/ofrep/v1/evaluate/flags/${PLANTED}`, {}],
  ['as a bearer', '/api/v1/settings', { Authorization: `Bearer ${PLANTED}` }],
  ['as an API key', '/ofrep/v1/evaluate/flags', { 'X-API-Key': PLANTED }],
  ['in a cookie', '/api/v1/settings', { Cookie: `heksher_session=${PLANTED}` }],
  ['as a request id', '/api/v1/settings', { 'X-Request-Id': PLANTED }],
])('a token %s is neither answered nor logged', async (_, path, headers) => {
  const answer = await app.heksher.send('GET', path, undefined, headers as Record<string, string>);

  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.text).not.toContain('planted');
  const requests = app.logs.filter(({ message }) => message === 'request');
  expect(requests.length).toBeGreaterThan(0);
  expect(JSON.stringify(app.logs)).not.toContain('planted');
});
