import { expect, test } from '@jest/globals';
import { RefusedRequest, t } from '@heksher/client';
import { ADMIN_TOKEN, accessOn } from '../access/access.js';
import { useApp } from '../support/app.js';
import { until } from '../support/until.js';
import { givenClient, keepEvaluating } from './client.js';

const app = useApp({ access: accessOn() });
const ADMIN = { Authorization: `Bearer ${ADMIN_TOKEN}` };

test('values stay when the token is revoked, and the refusal is reported', async () => {
  const declared = { name: 'size', configurable_features: ['user'], type: 'int', default_value: 7 };
  await app.heksher.send('POST', '/api/v1/context_features', { context_feature: 'user' }, ADMIN);
  await app.heksher.send('POST', '/api/v1/settings/declare', declared, ADMIN);
  const created = await app.heksher.send('POST', '/api/v1/tokens', { name: 'reader', role: 'reader' }, ADMIN);
  const { id, token } = created.body as { id: string; token: string };
  const outcomes: unknown[] = [];
  const statuses: unknown[] = [];
  const client = givenClient({
    url: app.heksher.url,
    token,
    onDeclaration: ({ outcome }) => outcomes.push(outcome),
    onError: (error) => error instanceof RefusedRequest && statuses.push(error.status),
  });
  const size = client.setting({ name: 'size', type: t.int(), configurableFeatures: ['user'], defaultValue: 50 });
  const evaluated = keepEvaluating(size, {});
  await client.start();
  const before = size.evaluate();

  await app.heksher.send('DELETE', `/api/v1/tokens/${id}`, undefined, ADMIN);
  await until(() => statuses.includes(401) && client.status.mode === 'down', 'the refusal');

  expect(before).toEqual({ value: 7, reason: 'default', stale: false });
  expect(size.evaluate()).toEqual({ value: 7, reason: 'default', stale: true });
  expect(outcomes).toHaveLength(1);
  expect(evaluated().faults).toEqual([]);
});
