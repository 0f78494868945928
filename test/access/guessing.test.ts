import { expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { ADMIN_TOKEN, accessOn } from './access.js';

const app = useApp({ access: accessOn() });

const guess = (token: string) => app.heksher.send('GET', '/api/v1/settings', undefined, { Authorization: token });

test('who guesses tokens is told to wait, and the right token is still taken', async () => {
  const statuses: number[] = [];
  for (let turn = 0; turn < 22; turn += 1) statuses.push((await guess(`hks_${turn}`)).status);
  const limited = await guess('hks_again');
  const right = await guess(ADMIN_TOKEN);

  expect(statuses.filter((status) => status === 401)).toHaveLength(20);
  expect(limited.status).toBe(429);
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(right.status).toBe(200);
});
