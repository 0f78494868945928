import { describe, expect, test } from '@jest/globals';
import { t } from '@heksher/client';
import { ADMIN_TOKEN, accessOn } from '../access/access.js';
import { useApp } from '../support/app.js';
import { blocksOf, readPage } from '../support/markdown.js';
import { isNginxInstalled, startNginx } from '../support/nginx.js';
import { until } from '../support/until.js';
import { givenClient } from './client.js';

const ADMIN = { Authorization: `Bearer ${ADMIN_TOKEN}` };

(isNginxInstalled ? describe : describe.skip)('behind nginx as docs/client.md has it for pages', () => {
  const app = useApp({ access: accessOn() });

  test('a client without a token follows the settings, and reaches nothing else', async () => {
    const { heksher } = app;
    const size = { name: 'size', configurable_features: ['user'], type: 'int', default_value: 7 };
    await heksher.send('POST', '/api/v1/context_features', { context_feature: 'user' }, ADMIN);
    await heksher.send('POST', '/api/v1/settings/declare', size, ADMIN);
    const created = await heksher.send('POST', '/api/v1/tokens', { name: 'reader', role: 'reader' }, ADMIN);
    const { token } = created.body as { token: string };
    const example = blocksOf(readPage('docs/client.md')).find(({ language }) => language === 'nginx')?.text ?? '';
    const server = example.replace('http://heksher:8888', heksher.url).replace("<a reader's token>", token);
    const nginx = await startNginx({ server });
    app.onStop(() => nginx.stop());
    const client = givenClient({ url: nginx.url, declare: false });
    const setting = client.setting({ name: 'size', type: t.int(), configurableFeatures: ['user'], defaultValue: 50 });

    await client.start({ timeoutMs: 60_000 });
    const before = [setting.get({ user: 'jim' }), client.status.mode];
    const rule = { setting: 'size', feature_values: { user: 'jim' }, value: 8 };
    await heksher.send('POST', '/api/v1/rules', rule, ADMIN);
    await until(() => setting.get({ user: 'jim' }) === 8, 'the rule');

    expect(before).toEqual([7, 'stream']);
    expect((await fetch(`${nginx.url}/api/v1/tokens`)).status).toBe(404);
  });
});
