import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startApp, type TestApp } from '../support/app.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${root}/docs/evaluation.md`, 'utf8');

interface Block {
  language: string;
  text: string;
}

const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }));

/** What a page has under a heading, up to the next one. */
const under = (heading: string) => page.split(`\n${heading}\n`)[1]?.split(/^#+ /m)[0] ?? '';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await app.given.features('account', 'user', 'theme');
  const configurable_features = ['account', 'user', 'theme'];
  await app.given.setting({ name: 'cache_size', type: 'int', default_value: 50, configurable_features });
  await app.given.setting({ name: 'speed', type: 'float', default_value: 1.5, configurable_features });
  for (const [id, feature_values, value] of [
    [1, { account: 'john' }, 100],
    [2, { user: 'guest' }, 10],
    [3, { account: 'jim', user: 'admin' }, 200],
    [4, { user: 'guest', theme: 'dark' }, 20],
  ] as const) {
    expect(await app.given.rule({ setting: 'cache_size', feature_values, value })).toBe(id);
  }
});
afterAll(() => app.stop());

test('the example for Node.js prints what the page says', async () => {
  const [install, code, output] = blocksOf(under('### Node.js'));

  // From standard input or the command line, modules are looked up in the working directory.
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code?.text ?? ''], {
    cwd: root,
    env: { ...process.env, HEKSHER_URL: app.heksher.url },
    timeout: 20_000,
  });

  expect([install?.language, code?.language, output?.language]).toEqual(['sh', 'js', 'text']);
  expect(stdout).toBe(output?.text);
});

const blocks = blocksOf(page);
const asked = blocks.flatMap(({ text }, at) => {
  const answer = blocks[at + 1];
  return text.startsWith('curl ') && answer
    ? [{ command: text, line: /^[^\\\n]+/.exec(text)?.[0].trim(), answer }]
    : [];
});
const hasCurl = spawnSync('curl', ['--version']).status === 0;

test('the page has requests with curl', () => {
  expect(asked).toHaveLength(5);
});

(hasCurl ? test : test.skip).each(asked)('$line … is answered as the page says', async ({ command, answer }) => {
  const { stdout } = await run('sh', ['-c', command.replaceAll('http://127.0.0.1:8888', app.heksher.url)]);

  if (answer.language === 'text') return expect(stdout).toBe(answer.text.trimEnd());
  const expected = JSON.parse(answer.text) as Record<string, unknown>;
  if ('revision' in expected) expected.revision = expect.any(String);
  expect(JSON.parse(stdout)).toEqual(expected);
});

test('the page installs the packages that are tested', () => {
  const { devDependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
    devDependencies: Record<string, string>;
  };

  const installed = [...page.matchAll(/^npm install (.*)$/gm)].flatMap(([, names = '']) => names.split(' '));

  expect(installed).toHaveLength(7);
  for (const installing of installed) {
    const [, name = '', version] = /^(@?[^@]+)(?:@(.+))?$/.exec(installing) ?? [];
    expect(devDependencies[name]).toEqual(version ?? expect.any(String));
  }
});
