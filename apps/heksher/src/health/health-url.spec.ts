import { expect, test } from '@jest/globals';
import { readConfig } from '../config/config.js';
import { healthUrl } from './health-url.js';

test.each([
  ['0.0.0.0', '80', 'http://127.0.0.1/api/health/live'],
  ['0.0.0.0', '8080', 'http://127.0.0.1:8080/api/health/live'],
  ['0', '08080', 'http://127.0.0.1:8080/api/health/live'],
  ['::', '8080', 'http://[::1]:8080/api/health/live'],
  ['0:0:0:0:0:0:0:0', '8080', 'http://[::1]:8080/api/health/live'],
  ['::1', '8080', 'http://[::1]:8080/api/health/live'],
  ['FD00::5', '8080', 'http://[fd00::5]:8080/api/health/live'],
  ['127.0.0.2', '8080', 'http://127.0.0.2:8080/api/health/live'],
  ['localhost', '8080', 'http://localhost:8080/api/health/live'],
  ['127.0.0.1', '443', 'http://127.0.0.1:443/api/health/live'],
])('the health of a service on %s, port %s, is asked at %s', (host, port, url) => {
  expect(healthUrl({ HEKSHER_HOST: host, HEKSHER_PORT: port })).toBe(url);
});

test.each([{}, { HEKSHER_HOST: '', HEKSHER_PORT: '' }])(
  'it is asked where a service listens by default: %j',
  (environment) => {
    const { host, port } = readConfig({ DOC_ONLY: 'true', ...environment }, '1.2.3');

    expect(healthUrl(environment)).toBe(`http://${host}:${port}/api/health/live`);
  },
);
