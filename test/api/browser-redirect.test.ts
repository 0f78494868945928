import { expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';

const CHROME = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

const app = useApp();

/** Asks for the root of the service, and does not follow a redirect. */
const askRoot = (headers: Record<string, string>, method = 'GET') =>
  fetch(`${app.heksher.url}/`, { method, headers, redirect: 'manual' });

test.each(['text/html', CHROME, 'text/html, application/json'])(
  'a client that accepts %s is redirected to /docs',
  async (accept) => {
    const answer = await askRoot({ Accept: accept });

    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/docs']);
    expect(answer.headers.get('vary')).toBe('Accept');
  },
);

test('HEAD of the root is answered like GET', async () => {
  expect((await askRoot({ Accept: CHROME }, 'HEAD')).status).toBe(302);
});

test.each([['*/*'], ['application/json'], ['application/json, text/html;q=0.9'], ['image/png'], ['']])(
  'a client that accepts %j gets the 404 of a path without a route',
  async (accept) => {
    const answer = await askRoot({ Accept: accept });

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ detail: 'there is no route GET /' });
  },
);

test('a POST to the root is 404, whatever it accepts', async () => {
  expect((await askRoot({ Accept: CHROME }, 'POST')).status).toBe(404);
});
