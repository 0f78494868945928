/** The command on a terminal: questions, colours, Ctrl-C, and streams that go on. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { Heksher } from '../support/heksher.js';
import type { Program } from '../support/service-process.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { startCommand, wordsOf } from './command.js';
import { useFiles } from './files.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const app = useApp();
const { heksher, given } = app;
const files = useFiles();

/** `script` gives a program a terminal. It is part of Debian and of most systems. */
const onTerminal = spawnSync('script', ['--version']).status === 0 ? test : test.skip;

const running = new Set<Program>();
afterEach(async () => {
  for (const program of running) await program.stop('SIGKILL');
  running.clear();
});

/** Runs the command on a terminal, where somebody types an answer to its question. */
async function answered(
  answer: string | (() => Promise<string>),
  words: string[],
  environment = {},
): Promise<{ code: number; screen: string }> {
  const line = wordsOf(...words)
    .map((word) => `'${word}'`)
    .join(' ');
  const child = spawn('script', ['-qefc', line, '/dev/null'], {
    env: { HEKSHER_URL: heksher.url, PATH: process.env['PATH'], TERM: 'xterm', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: 50_000,
  });
  const type = (text: string) => void child.stdin.write(text);
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    screen += piece;
    if (piece.includes('[y/N]')) void Promise.resolve(typeof answer === 'string' ? answer : answer()).then(type);
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, screen };
}

const value = async (name: string) => {
  const { body } = await heksher.get(`/api/v1/evaluate?settings=${name}`);
  return (body as { settings: Record<string, { value: unknown }> }).settings[name]?.value;
};

onTerminal.each([
  ['n\n', 1, 0],
  ['\n', 1, 0],
  ['\u0004', 1, 0], // Ctrl-D
  ['\u0003', 130, 0], // Ctrl-C
  ['y\n', 0, 7],
  ['YES\n', 0, 7],
])('on a terminal set asks, and the answer %j ends with %i and leaves %i', async (answer, code, left) => {
  const { name } = await given.setting();

  const run = await answered(answer, ['set', name, '7']);

  expect([run.code, await value(name)]).toEqual([code, left]);
  expect(run.screen).toContain('Do this? [y/N]');
});

onTerminal('on a terminal there are colours, unless NO_COLOR is set, and --yes asks nothing', async () => {
  const { name } = await given.setting();

  const coloured = await answered('', ['set', name, '7', '--yes']);
  const plain = await answered('', ['set', name, '8', '--yes'], { NO_COLOR: '1' });

  expect([coloured.code, plain.code, await value(name)]).toEqual([0, 0, 8]);
  expect(coloured.screen).toContain('\u001b[32m+ for everyone: 7\u001b[39m');
  expect(plain.screen).not.toContain('\u001b[');
});

describe('what somebody else changes while a question is open', () => {
  /** Changes the rule for everyone as Ann, and then agrees. */
  const overtaken = (setting: string, value: number) => async () => {
    const operations = [{ op: 'rule.set', setting, feature_values: {}, value }];
    await heksher.send('POST', '/api/v1/change_sets', { operations }, { 'X-Forwarded-Email': 'ann@example.com' });
    return 'y\n';
  };

  onTerminal('set does not overwrite what was changed while its question was open', async () => {
    const { name } = await given.setting();

    const { code, screen } = await answered(overtaken(name, 5), ['set', name, '7']);

    expect([code, await value(name)]).toEqual([3, 5]);
    expect(screen).toMatch(/change \d+, .*, by ann@example\.com: change_set\.applied/);
  });

  onTerminal('restore does nothing else than it has shown', async () => {
    const { name } = await given.setting();
    const { sequence } = (await heksher.get('/api/v1/revision')).body as { sequence: number };
    await overtaken(name, 4)();

    const words = ['restore', '--to', `${sequence}`, '--settings', name];
    const { code, screen } = await answered(overtaken(name, 5), words);

    expect([code, await value(name)]).toEqual([3, 5]);
    expect(screen).toContain('was changed meanwhile, so nothing was done');
  });

  onTerminal('apply does not overwrite what was changed while its question was open', async () => {
    const { name } = await given.setting();
    const document = (await heksher.get(`/api/v1/export?settings=${name}`)).body as {
      settings: Record<string, object>;
    };
    document.settings[name] = { ...document.settings[name], rules: [{ when: {}, value: 7 }] };
    const file = await files.write('document.json', document);

    const { code, screen } = await answered(overtaken(name, 5), ['apply', file]);

    expect([code, await value(name)]).toEqual([3, 5]);
    expect(screen).toContain('ann@example.com');
  });
});

test('tail goes on where its stream broke, and ends at Ctrl-C with 0', async () => {
  const { name, configurable_features } = await given.setting();
  const feature = configurable_features[0] ?? '';
  const { sequence } = (await heksher.get('/api/v1/revision')).body as { sequence: number };
  const proxy = await TcpProxy.to(heksher.url);
  app.onStop(() => proxy.refuse());
  // It begins with the latest change, so that the output shows when the stream is open.
  const words = ['tail', '--setting', name, '--since', `${sequence - 1}`, '--output', 'json'];
  const tail = startCommand(new Heksher(proxy.url), words);
  running.add(tail);

  await tail.wrote(`"sequence":${sequence},`);
  await proxy.refuse();
  await tail.wrote('The stream broke');
  await given.rule({ setting: name, feature_values: { [feature]: 'a' }, value: 1 });
  await proxy.restore();
  await tail.wrote(`"sequence":${sequence + 1},`);
  tail.kill('SIGINT');

  const { code, stdout } = await tail.ended;
  const seen = stdout.trimEnd().split('\n');
  expect(code).toBe(0);
  expect(seen.map((line) => (JSON.parse(line) as { sequence: number }).sequence)).toEqual([sequence, sequence + 1]);
});

test('tail without --since goes on from where its stream began, even if nothing has happened yet', async () => {
  const { name, configurable_features } = await given.setting();
  const proxy = await TcpProxy.to(heksher.url);
  app.onStop(() => proxy.refuse());
  const tail = startCommand(new Heksher(proxy.url), ['tail', '--output', 'json']);
  running.add(tail);

  await tail.wrote('Following the log after change');
  await proxy.refuse();
  await tail.wrote('The stream broke');
  await given.rule({ setting: name, feature_values: { [configurable_features[0] ?? '']: 'a' }, value: 1 });
  await proxy.restore();
  await tail.wrote('"action":"rule.created"');
  tail.kill('SIGINT');

  expect((await tail.ended).stdout.trimEnd().split('\n')).toHaveLength(1);
});
