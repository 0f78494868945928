// The image's HEALTHCHECK: exits 0 if the process takes requests, 1 if it answers anything else or nothing.
import { get } from 'node:http';
import { healthUrl } from '../dist/apps/heksher/src/config/listening.js';

process.exitCode = 1;
// No shared agent: that could ask by way of a proxy.
const request = get(healthUrl(process.env), { agent: false, timeout: 4000 }, (response) => {
  process.exitCode = response.statusCode === 200 ? 0 : 1;
  response.resume();
});
request.on('timeout', () => request.destroy());
request.on('error', ({ message }) => console.error(message));
