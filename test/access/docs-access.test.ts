import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { HAS_CURL, examplesOf, readPage, runCommands, under } from '../support/markdown.js';
import { ADMIN_TOKEN, accessOn } from './access.js';

const withCurl = HAS_CURL ? test : test.skip;
const page = readPage('docs/access.md');

/** Runs the examples under a heading of docs/access.md, and returns what they print and what the page shows. */
async function follow(heading: string, url: string, variables: Record<string, string> = {}) {
  const given = Object.entries({ ADMIN_TOKEN, ...variables }).map(([name, value]) => `${name}='${value}'\n`);
  const results: { printed: string; shown: string | undefined }[] = [];
  for (const { command, output } of examplesOf(under(page, heading))) {
    results.push({ printed: await runCommands(given.join('') + command, url), shown: output?.text });
  }
  return results;
}

describe('docs/access.md, with the role service for everybody', () => {
  const app = useApp({ access: accessOn({ anonymousRole: 'service' }) });

  withCurl('applications are served, and changes without a token are refused', async () => {
    const [statuses] = await follow('### 1. Switch access on', app.heksher.url);

    expect(statuses?.printed).toBe(statuses?.shown);
  });
});

describe('docs/access.md, with access closed', () => {
  const app = useApp({ access: accessOn() });

  withCurl('a pipeline gets a token with prefixes', async () => {
    const [made] = await follow('### 2. Give tokens to pipelines and applications', app.heksher.url);

    expect(JSON.parse(made?.printed ?? '')).toMatchObject({ name: 'web-pipeline', prefixes: ['web.'] });
  });

  withCurl('the service says who is asking', async () => {
    const [me] = await follow('### 3. Let people sign in', app.heksher.url);

    expect(me?.printed.trimEnd()).toBe(me?.shown?.trimEnd());
  });

  withCurl('nobody reads without credentials', async () => {
    const [statuses] = await follow('### 4. Close it', app.heksher.url);

    expect(statuses?.printed).toBe(statuses?.shown);
  });

  withCurl('a token is created, listed, rotated, changed and revoked', async () => {
    const other = { name: 'to-revoke', role: 'reader' };
    const headers = { Authorization: `Bearer ${ADMIN_TOKEN}` };
    const { id } = (await app.heksher.send('POST', '/api/v1/tokens', other, headers)).body as { id: string };

    const [made, listed, rotated, changed, revoked] = await follow('## Tokens', app.heksher.url, { TOKEN_ID: id });

    const { name, ...shown } = JSON.parse(made?.shown ?? '') as Record<string, unknown>;
    expect(JSON.parse(made?.printed ?? '')).toEqual({
      ...shown,
      name,
      id: expect.any(String),
      created_at: expect.any(String),
      token: expect.stringMatching(/^hks_/),
    });
    expect(JSON.parse(listed?.printed ?? '')).toMatchObject({
      tokens: expect.arrayContaining([expect.objectContaining({ name }), expect.objectContaining(other)]),
    });
    expect(JSON.parse(rotated?.printed ?? '')).toMatchObject({ id, token: expect.stringMatching(/^hks_/) });
    expect(JSON.parse(changed?.printed ?? '')).toMatchObject({ id, role: 'service' });
    expect(revoked?.printed).toBe(revoked?.shown);
  });

  test.each(['reader', 'service', 'editor'])('a token with the role %s does not list tokens', async (role) => {
    const admin = { Authorization: `Bearer ${ADMIN_TOKEN}` };
    const made = await app.heksher.send('POST', '/api/v1/tokens', { name: role, role }, admin);
    const { token } = made.body as { token: string };

    const answer = await app.heksher.send('GET', '/api/v1/tokens', undefined, { Authorization: `Bearer ${token}` });

    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ needed_role: 'admin' });
  });

  withCurl('a pasted token begins a session', async () => {
    const [session] = await follow('## People', app.heksher.url);

    expect(session?.printed).toBe(session?.shown);
  });
});
