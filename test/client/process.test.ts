import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { fileStore, t } from '@heksher/client';
import { readKept } from '../../libs/client/src/kept.js';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { Program, type Ended } from '../support/service-process.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { givenClient } from './client.js';

const CLIENT = new URL('../../dist/client/index.js', import.meta.url).href;
const NOBODY = 'http://127.0.0.1:9';

/** The beginning of each program: a client of the built package with `OPTIONS`, and a setting `NAME` whose values are texts. */
const BEGINNING = `
import { HeksherClient, fileStore, t } from ${JSON.stringify(CLIENT)};
const { path, ...options } = JSON.parse(process.env.OPTIONS);
const store = path && fileStore(path);
const onError = (error) => console.log('error ' + error + ' ' + error.code);
const client = new HeksherClient({ ...options, store, onError, log: () => undefined });
const features = ['user'];
const title = client.setting({ name: process.env.NAME, type: t.str(), configurableFeatures: features, defaultValue: '' });
`;

const app = useApp();
const { heksher, given } = app;

let folder: string;
const programs: Program[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heksher-client-'));
  await given.features('user');
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program.stop('SIGKILL');
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts a program that uses the built client, with `lead` in front of its command. */
function startClient(text: string, name: string, options: object, lead: string[] = []): Program {
  const command = [...lead, process.execPath, '--input-type=module', '--eval', BEGINNING + text];
  const program = new Program(command, { env: { OPTIONS: JSON.stringify(options), NAME: name } });
  programs.push(program);
  return program;
}

const linesOf = ({ stdout }: Pick<Ended, 'stdout'>) => stdout.trim().split('\n');

async function givenTitle(value = 'a title'): Promise<string> {
  const { name } = await given.setting({ type: 'str', default_value: '', configurable_features: ['user'] });
  await given.rule({ setting: name, feature_values: { user: 'jim' }, value });
  return name;
}

describe('a program ends by itself', () => {
  const READ_AND_CLOSE = `
    await client.start({ timeoutMs: Number(process.env.TIMEOUT ?? 60_000) });
    console.log(title.get({ user: 'jim' }) + ' ' + client.status.mode);
    await client.close();
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate); // sockets close one after the other
    console.log(process.getActiveResourcesInfo().filter((one) => /Timeout|TCP|FS/.test(one)).join());
  `;

  test.each([
    ['with a stream', {}, 'stream'],
    ['that polls', { stream: false }, 'poll'],
  ])('after its client is closed: one %s', async (_, options, mode) => {
    const path = join(folder, uniqueName('store'));
    const program = startClient(READ_AND_CLOSE, await givenTitle(), { url: heksher.url, path, ...options });

    const { code, stdout, stderr } = await program.ended;

    expect([code, stdout, stderr]).toEqual([0, `a title ${mode}\n\n`, '']);
    expect(readKept(await readFile(path, 'utf8')).snapshot.settings.size).toBe(1);
  });

  test('after its client is closed while the service is silent', async () => {
    const proxy = await TcpProxy.to(heksher.url);
    app.onStop(() => proxy.close());
    proxy.hang();
    const text = READ_AND_CLOSE.replace('60_000', '100');
    const { code, stdout } = await startClient(text, await givenTitle(), { url: proxy.url }).ended;

    expect([code, stdout]).toEqual([0, expect.stringMatching(/^(error .*\n)* down\n\n$/)]);
  });

  test('without closing a client that polls', async () => {
    const text = `await client.start({ timeoutMs: 60_000 }); console.log(title.get({ user: 'jim' }));`;
    const { code, stdout } = await startClient(text, await givenTitle(), { url: heksher.url, stream: false }).ended;

    expect([code, stdout]).toEqual([0, 'a title\n']);
  });

  test('without starting a client', async () => {
    const { code, stdout } = await startClient(`console.log(title.get() === '')`, 'title', { url: NOBODY }).ended;

    expect([code, stdout]).toEqual([0, 'true\n']);
  });
});

test('a network that breaks in every way stops no program, and no evaluation throws', async () => {
  const name = await givenTitle();
  const proxy = await TcpProxy.to(heksher.url);
  app.onStop(() => proxy.close());
  const text = `
    let wrong = 0;
    const evaluate = () => {
      const user = { user: 'jim' };
      const got = [title.get(user), title.evaluate(user).value, title.explain(user).value];
      if (got.some((one) => typeof one !== 'string')) wrong += 1;
    };
    setInterval(evaluate, 1);
    client.onStatus(({ mode }) => console.log(mode));
    process.on('SIGTERM', async () => {
      await client.close();
      console.log('wrong: ' + wrong);
      process.exit();
    });
    await client.start();
  `;
  const program = startClient(text, name, { url: proxy.url, requestTimeoutMs: 500 });
  const modes = () => linesOf(program).filter((line) => /^(stream|poll|down)$/.test(line));
  const isDown = () => until(() => modes().at(-1) === 'down', 'a client that knows that the service is away');
  await program.wrote('stream');
  proxy.cut();
  await isDown();
  await proxy.refuse();
  await until(() => program.stdout.includes('error TypeError: fetch failed'), 'a refused connection');
  proxy.hang();
  await proxy.restore();
  await until(() => program.stdout.includes('in time'), 'a request that is given up');
  proxy.cut();
  proxy.resume();
  await until(() => modes().at(-1) === 'stream', 'a stream again');
  program.kill('SIGTERM');

  const { code, stdout, stderr } = await program.ended;
  expect([code, stdout.includes('wrong: 0\n'), stderr]).toEqual([0, true, '']);
});

describe('the file of a store', () => {
  test('is never half of one, while two programs keep their settings in it and a third is killed', async () => {
    const name = await givenTitle();
    const path = join(folder, uniqueName('store'));
    const text = `
      await client.start({ timeoutMs: 60_000 });
      console.log('started');
      process.on('SIGTERM', () => client.close());
      title.onChange((now) => console.log('has ' + now.get({ user: 'last' }).length));
    `;
    const start = () => startClient(text, name, { url: heksher.url, path });
    const [first, second, third] = [start(), start(), start()];
    for (const program of [first, second, third]) await program.wrote('started');
    const seen = new Set<number | undefined>();
    let isWriting = true;
    const reading = (async () => {
      while (isWriting) seen.add(readKept((await fileStore(path).load()) ?? '').snapshot.sequence);
    })();
    for (let at = 0; at < 40; at++) {
      await given.rule({ setting: name, feature_values: { user: `u${at}` }, value: 'x'.repeat(20_000) });
      if (at === 20) third.kill('SIGKILL');
    }
    await given.rule({ setting: name, feature_values: { user: 'last' }, value: 'last' });
    await Promise.all([first, second].map((program) => program.wrote('has 4')));
    await Promise.all([first, second].map((program) => program.stop()));
    isWriting = false;
    await reading;
    const later = givenClient({ url: NOBODY, store: fileStore(path) });
    const title = later.setting({ name, type: t.str(), configurableFeatures: ['user'], defaultValue: '' });
    await later.start({ timeoutMs: 10 });
    await until(() => later.status.source === 'disk', 'the kept settings');

    expect(seen.size).toBeGreaterThan(1);
    expect(title.evaluate({ user: 'last' })).toMatchObject({ value: 'last', stale: true });
  });

  test('stays as it was while the disk takes no more, and evaluations go on', async () => {
    const name = await givenTitle();
    const own = await mkdtemp(join(folder, 'full-'));
    const path = join(own, 'settings.json');
    const text = `
      await client.start({ timeoutMs: 60_000 });
      console.log('started');
      process.on('SIGTERM', () => client.close());
      title.onChange((now) => console.log('has ' + now.get({ user: 'ann' }).length));
    `;
    // A file of a process may have 64 blocks of 512 or 1024 bytes: then writing fails, as on a full disk.
    const limit = ['/bin/sh', '-c', 'ulimit -f 64 && exec "$@"', 'sh'];
    const program = startClient(text, name, { url: heksher.url, path }, limit);
    await program.wrote('started');
    await until(async () => (await readdir(own)).join() === 'settings.json', 'the saved settings');
    const before = await readFile(path, 'utf8');
    await given.rule({ setting: name, feature_values: { user: 'ann' }, value: 'x'.repeat(200_000) });
    await program.wrote('has 200000');
    await program.wrote('EFBIG');
    await program.stop();

    expect((await program.ended).code).toBe(0);
    expect([await readdir(own), await readFile(path, 'utf8')]).toEqual([['settings.json'], before]);
  });
});
