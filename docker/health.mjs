// The image's HEALTHCHECK: exits with 0 if the service answers 200, otherwise with 1.
import { get } from 'node:http';
import { healthUrl } from '../dist/apps/heksher/src/health/health-url.js';

process.exitCode = 1;
// No shared agent, because that could use a proxy.
const request = get(healthUrl(process.env), { agent: false, timeout: 4000 }, (response) => {
  process.exitCode = response.statusCode === 200 ? 0 : 1;
  response.resume();
});
request.on('timeout', () => request.destroy());
request.on('error', ({ message }) => console.error(message));
