/** docs/command.md: its examples print what the page says. */
import { beforeAll, expect, jest, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { HAS_CURL, ROOT, followReadme, readPage } from '../support/markdown.js';
import { run } from '../support/service-process.js';
import { useFiles } from './files.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const app = useApp();
const files = useFiles();
beforeAll(async () => {
  if (HAS_CURL) await followReadme(app.heksher.url);
});

/** Commands with the output that follows at once. */
const EXAMPLE = /^```sh\n((?:(?!```)[^])*)^```\n\n```text\n((?:(?!```)[^])*)^```$/gm;
const examples = [...readPage('docs/command.md').matchAll(EXAMPLE)].map(([, command = '', output = '']) => ({
  title: command.replace(/\s*\n[^]*/, ''),
  command,
  output,
}));

/** Times and ids of requests differ in every run. */
const withoutTimes = (text: string) =>
  text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, '…').replaceAll(/request id: \S+/g, 'request id: …');

test('docs/command.md has examples with their output', () => {
  expect(examples.length).toBeGreaterThan(5);
});

// Each begins in the state that those before it have left.
(HAS_CURL ? test : test.skip).each(examples)(
  'docs/command.md shows what $title prints',
  async ({ command, output }) => {
    const { stdout } = await run(['sh', '-c', `exec 2>&1\n${command}`], {
      cwd: files.path(''),
      env: { HEKSHER_URL: app.heksher.url, PATH: `${ROOT}docker:${process.env['PATH']}` },
    });

    expect(withoutTimes(stdout.replaceAll(app.heksher.url, 'http://127.0.0.1:8888'))).toBe(withoutTimes(output));
  },
);
