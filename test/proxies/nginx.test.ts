import { beforeAll, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { Heksher } from '../support/heksher.js';
import { isNginxInstalled, startNginx, type Nginx } from '../support/nginx.js';

(isNginxInstalled ? describe : describe.skip)('a service behind nginx', () => {
  const app = useApp();
  let nginx: Nginx;
  beforeAll(async () => {
    nginx = await startNginx({
      server: `large_client_header_buffers 4 256k; location / { proxy_pass ${app.heksher.url}; }`,
    });
    app.onStop(() => nginx.stop());
  });

  test('a service behind nginx gives the same answers as without nginx', async () => {
    const { name } = await app.given.setting();

    const direct = await app.heksher.query();
    const proxied = await new Heksher(nginx.url).query();

    expect(direct.text).toContain(name);
    expect(proxied.text).toBe(direct.text);
    expect(proxied.headers.get('etag')).toBe(direct.headers.get('etag'));
  });

  test('a service behind nginx takes a URL of 200,000 characters, as docs/deploying.md says', async () => {
    const { name } = await app.given.setting();

    const answer = await new Heksher(nginx.url).query({ settings: `${name},`.repeat(16_000) + name });

    expect(answer.status).toBe(200);
    expect(answer.text).toContain(name);
  });
});
