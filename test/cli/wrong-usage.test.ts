/** The command without what it needs: a right command line, a service, a token that may. */
import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ADMIN_TOKEN, accessOn } from '../access/access.js';
import { useApp } from '../support/app.js';
import { freePort } from '../support/free-port.js';
import { Heksher } from '../support/heksher.js';
import { run, type Ended } from '../support/service-process.js';
import { until } from '../support/until.js';
import { runCommand, startCommand, wordsOf } from './command.js';

jest.setTimeout(60_000); // starting a process is slow while others start

/** Would turn a terminal's text red. */
const ESCAPE = 'a\u001b[31m';

const offline = (...words: string[]): Promise<Ended> => run(wordsOf(...words), { env: {} });

test.each([
  [['gett', 'size'], 'Did you mean get?'],
  [['get'], "missing required argument 'names'"],
  [['get', 'size'], 'Set HEKSHER_URL, or give --url'],
  [['get', 'size', '--url', 'ftp://host'], 'does not begin with http'],
  [['get', 'size', '--url', 'http://user:password@host'], 'give a token instead'],
  [['get', 'size', '--when', 'user'], '"user" is no condition such as user=jim'],
  [['set', 'size', '1', '--when', 'user=a,user=b'], 'user has two values'],
  [['undo', 'x'], 'It is a whole number from 1 on.'],
  [['restore'], "required option '--to <point>' not specified"],
  [['token', 'create', 'ci', '--role', 'boss'], 'Allowed choices are reader, service, editor, admin.'],
  [['log', '--output', 'xml'], 'Allowed choices are text, json, yaml.'],
])('%j is a wrong command line', async (words, message) => {
  const { code, stdout, stderr } = await offline(...words);

  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr).toContain(message);
});

test.each([
  [[ESCAPE], 64],
  [['plan', ESCAPE], 65],
  [['undo', ESCAPE], 64],
  [['diff', ESCAPE, 'b.yaml'], 65],
])('%j: no control character of the command line reaches the terminal', async (words, exitCode) => {
  const { code, stderr } = await run(wordsOf(...words), { env: { HEKSHER_URL: 'http://127.0.0.1:8888' } });

  expect(code).toBe(exitCode);
  expect(stderr).not.toContain('\u001b');
  expect(stderr).toContain('\\u001b[31m');
});

test('a service that is away is said to be so', async () => {
  const away = new Heksher(`http://127.0.0.1:${await freePort()}`);

  const [read, change] = await Promise.all([
    runCommand(away, ['get', 'size']),
    runCommand(away, ['undo', '7', '--output', 'json']),
  ]);

  expect(read).toEqual({
    code: 69,
    stdout: '',
    stderr: `heksher: ${away.url}/ cannot be reached: nothing listens there\n`,
  });
  expect(change).toEqual(read);
});

describe('something else than the service', () => {
  let server: Server;
  let other: Heksher;
  /** The header Heksher-Client of the latest request. */
  let client: unknown;
  let answer: (
    url: string,
  ) => { status: number; type?: string; text?: string; location?: string } | 'hang up' | 'nothing';
  beforeAll(async () => {
    server = createServer((request, response) => {
      client = request.headers['heksher-client'];
      const given = answer(request.url ?? '');
      if (given === 'nothing') return;
      if (given === 'hang up') return void request.socket.destroy();
      const { status, type = 'text/html', text = '', location } = given;
      response.writeHead(status, { 'Content-Type': type, ...(location && { Location: location }) }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    other = new Heksher(`http://127.0.0.1:${(server.address() as AddressInfo).port}/prefix`);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('a page in place of an answer is no answer of the service', async () => {
    answer = () => ({ status: 200, text: '<h1>Welcome</h1>' });

    const { code, stderr } = await runCommand(other, ['get', 'size']);

    expect(code).toBe(69);
    expect(stderr).toMatch(/answers 200 with text\/html, not like Heksher\n {2}Is --url or HEKSHER_URL the address/);
  });

  test('no redirect is followed, so the token goes nowhere else', async () => {
    const seen: string[] = [];
    answer = (url) => {
      seen.push(url);
      return { status: 302, location: '/elsewhere' };
    };

    const { code } = await runCommand(other, ['get', 'size'], { HEKSHER_TOKEN: 'secret' });

    expect([code, seen]).toEqual([69, ['/prefix/api/v1/settings/size/rules']]);
  });

  test('an answer that takes too long is waited for no longer than --timeout', async () => {
    answer = () => 'nothing';

    const { code, stderr } = await runCommand(other, ['get', 'size', '--timeout', '0.3']);

    expect([code, stderr]).toEqual([69, expect.stringContaining('no answer came in time')]);
  });

  test('Ctrl-C while a change is in flight says that its outcome is unknown', async () => {
    let asked = 0;
    answer = () => {
      if (asked++ > 0) return 'nothing';
      return { status: 200, type: 'application/json', text: '{"sequence":7,"items":[],"total":1}' };
    };
    const undo = startCommand(other, ['undo', '7']);

    await until(() => asked === 2, 'the change to be sent');
    await undo.stop('SIGINT');

    const { code, stderr } = await undo.ended;
    expect([code, stderr]).toEqual([130, expect.stringContaining('It is unknown whether the change was made')]);
  });

  test('every request names the command and its version', async () => {
    answer = () => ({ status: 200, type: 'application/json', text: '{"changes":[],"next":null}' });

    await runCommand(other, ['log']);

    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(client).toBe(`heksher-cli/${version}`);
  });

  test('a stale plan is made anew as often as --retry says, and else says who was faster', async () => {
    const plan = {
      ...{ based_on: 7, operations: [{ op: 'rule.delete', rule_id: 1 }], changes: [], impact: [], warnings: [] },
      summary: { created: 0, changed: 0, deleted: 1, unchanged: 0 },
    };
    const changes = [{ sequence: 8, at: '2026-11-27T03:22:26.854Z', actor: 'ann', action: 'rule.created' }];
    const stale = { title: 'Precondition Failed', detail: 'it has changed', changes };
    let asked = 0;
    answer = (url) => {
      const type = 'application/json';
      if (url.endsWith('/plan')) return { status: 200, type, text: JSON.stringify(plan) };
      if (asked++ % 2 === 0) return { status: 412, type, text: JSON.stringify(stale) };
      return { status: 200, type, text: '{"sequence":9,"results":[{"outcome":"deleted"}],"warnings":[]}' };
    };
    const document = fileURLToPath(new URL('../../package.json', import.meta.url)); // this service reads none

    const retried = await runCommand(other, ['apply', document, '--retry', '1']);
    const refused = await runCommand(other, ['apply', document]);

    expect([retried.code, retried.stdout]).toEqual([0, expect.stringMatching(/^Done: change 9\./)]);
    for (const { stderr } of [retried, refused]) expect(stderr).toContain('change 8, 2026-11-27 03:22:26Z, by ann');
    expect([refused.code, refused.stdout]).toEqual([3, '']);
  });

  test('a change without an answer is sent again with its key, and then is said to be unknown', async () => {
    const seen: string[] = [];
    answer = (url) => {
      seen.push(url);
      if (seen.length > 1) return 'hang up';
      return { status: 200, type: 'application/json', text: '{"sequence":7,"items":[],"total":1}' };
    };

    const { code, stderr } = await runCommand(other, ['undo', '7']);

    expect([code, seen]).toEqual([69, Array(4).fill('/prefix/api/v1/changes/7/undo')]);
    expect(stderr).toMatch(/It is unknown whether the change was made: all of it, or nothing\./);
    expect(stderr).toMatch(/grep cli-[0-9a-f-]{36}\n {2}Its idempotency key is cli-[0-9a-f-]{36}\.\n$/);
  });
});

describe('with access on', () => {
  const { heksher } = useApp({ access: accessOn() });
  const directories: string[] = [];
  afterEach(async () => {
    for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
  });
  const admin = { HEKSHER_TOKEN: ADMIN_TOKEN };

  async function token(body: object): Promise<Record<string, string>> {
    const headers = { Authorization: `Bearer ${ADMIN_TOKEN}` };
    const { body: made } = await heksher.send('POST', '/api/v1/tokens', body, headers);
    return { HEKSHER_TOKEN: (made as { token: string }).token };
  }
  const withAdmin = (method: string, path: string, body: unknown) =>
    heksher.send(method, path, body, { Authorization: `Bearer ${ADMIN_TOKEN}` });
  beforeAll(async () => {
    await withAdmin('POST', '/api/v1/context_features', { context_feature: 'user' });
    for (const name of ['web.size', 'db.size']) {
      const size = { name, type: 'int', default_value: 0, configurable_features: ['user'] };
      await withAdmin('POST', '/api/v1/settings/declare', size);
    }
  });

  test('without a token the role that is needed is named, and where a token comes from', async () => {
    const { code, stderr } = await runCommand(heksher, ['get', 'web.size']);

    expect(code).toBe(4);
    expect(stderr).toMatch(/^heksher: Unauthorized \(401\): this needs the role reader: send a token, or sign in$/m);
    expect(stderr).toContain('A token comes from HEKSHER_TOKEN, HEKSHER_TOKEN_FILE or --token-file.');
  });

  test('a token that may only read sees what a change would do, and may not make it', async () => {
    const reader = await token({ name: 'reader', role: 'reader' });

    const set = await runCommand(heksher, ['set', 'web.size', '1'], reader);

    expect(set.code).toBe(4);
    expect(set.stderr).toMatch(/web\.size {2}any {6}0 \(default\) {2}1 \(new rule\)/);
    expect(set.stderr).toMatch(/Forbidden \(403\): .*this needs the role editor; reader has the role reader$/m);
    expect(set.stderr).not.toContain(reader['HEKSHER_TOKEN']);
  });

  test('a token that may only read plans a document, and may not apply it', async () => {
    const reader = await token({ name: 'planner', role: 'reader' });
    const exported = (await withAdmin('GET', '/api/v1/export?settings=db.size', undefined)).body as {
      settings: Record<string, object>;
    };
    exported.settings['db.size'] = { ...exported.settings['db.size'], rules: [{ when: { user: 'jim' }, value: 7 }] };
    const directory = await mkdtemp(join(tmpdir(), 'heksher-cli-'));
    directories.push(directory);
    const file = join(directory, 'document.json');
    await writeFile(file, JSON.stringify(exported));

    const plan = await runCommand(heksher, ['plan', file], reader);
    const apply = await runCommand(heksher, ['apply', file], reader);

    expect([plan.code, plan.stdout]).toEqual([2, expect.stringContaining('+ user=jim: 7')]);
    expect([apply.code, apply.stderr]).toEqual([4, expect.stringContaining('this needs the role editor')]);
  });

  test('a token with prefixes changes only settings inside', async () => {
    const web = await token({ name: 'web', role: 'editor', prefixes: ['web.'] });

    const [inside, outside] = [
      await runCommand(heksher, ['set', 'web.size', '1'], web),
      await runCommand(heksher, ['set', 'db.size', '1'], web),
    ];

    expect([inside.code, outside.code]).toEqual([0, 4]);
    expect(outside.stderr).toContain('web may write only settings whose names begin with web., not db.size');
  });

  test('a token comes from a file, too, and the command line precedes the environment', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'heksher-cli-'));
    directories.push(directory);
    const file = join(directory, 'token');
    await writeFile(file, `${ADMIN_TOKEN}\n`);

    const ends = await Promise.all([
      runCommand(heksher, ['get', 'web.size'], { HEKSHER_TOKEN_FILE: file }),
      runCommand(heksher, ['get', 'web.size', '--token-file', file], { HEKSHER_TOKEN: 'wrong' }),
      runCommand(heksher, ['get', 'web.size', '--token', ADMIN_TOKEN], { HEKSHER_TOKEN: 'wrong' }),
      runCommand(heksher, ['get', 'web.size'], { HEKSHER_TOKEN: 'wrong' }),
      runCommand(heksher, ['get', 'web.size'], { HEKSHER_TOKEN_FILE: join(directory, 'missing') }),
    ]);

    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 4, 65]);
  });

  test('tokens are created, listed, rotated and revoked, and only their text is on the standard output', async () => {
    const command = (...words: string[]) => runCommand(heksher, ['token', ...words], admin);

    const created = await command('create', 'ci', '--role', 'editor', '--prefixes', 'web.,db.');
    const rotated = await command('rotate', 'ci');
    const [old, now, list] = await Promise.all([
      runCommand(heksher, ['get', 'web.size'], { HEKSHER_TOKEN: created.stdout.trim() }),
      runCommand(heksher, ['get', 'web.size'], { HEKSHER_TOKEN: rotated.stdout.trim() }),
      command('list'),
    ]);
    const revoked = await command('revoke', 'ci', '--note', 'it has leaked');
    const missing = await command('revoke', 'ci');

    expect([created.stdout, rotated.stdout]).toEqual(
      Array(2).fill(expect.stringMatching(/^hks_[\w-]{22}_[\w-]{43}\n$/)),
    );
    expect(created.stderr).toContain('The token ci has the role editor, for settings that begin with "web." or "db.".');
    expect([old.code, now.code, revoked.code, missing.code]).toEqual([4, 0, 0, 4]);
    expect(list.stdout).toMatch(/^ci +editor +web\.,db\. +never .* token:HEKSHER_ADMIN_TOKEN/m);
    expect(list.stdout).not.toContain('hks_');
  });
});
