/** docs/command.md and docs/configuration-as-code.md: their examples print what the pages say. */
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { HAS_CURL, ROOT, followReadme, readPage } from '../support/markdown.js';
import { run } from '../support/service-process.js';
import { useFiles } from './files.js';

jest.setTimeout(60_000); // starting a process is slow while others start

/** Commands with the output that follows at once. */
const EXAMPLE = /^```sh\n((?:(?!```)[^])*)^```\n\n```text\n((?:(?!```)[^])*)^```$/gm;
const examplesIn = (page: string) =>
  [...readPage(page).matchAll(EXAMPLE)].map(([, command = '', output = '']) => ({
    title: command.replace(/\s*\n[^]*/, ''),
    command,
    output,
  }));

/** Times and ids of requests differ in every run. */
const withoutTimes = (text: string) =>
  text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, '…').replaceAll(/request id: \S+/g, 'request id: …');

describe.each(['docs/command.md', 'docs/configuration-as-code.md'])('%s', (page) => {
  const app = useApp();
  /** For what is moved from one service to another. */
  const other = useApp();
  const files = useFiles();
  beforeAll(async () => {
    if (HAS_CURL) for (const { heksher } of [app, other]) await followReadme(heksher.url);
  });
  const examples = examplesIn(page);

  test('the page has examples with their output', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  // Each begins in the state that those before it have left.
  (HAS_CURL ? test : test.skip).each(examples)('$title prints what the page shows', async ({ command, output }) => {
    const { url } = app.heksher;
    const { stdout } = await run(['sh', '-c', `exec 2>&1\n${command}`], {
      cwd: files.path(''),
      env: {
        ...{ HEKSHER_URL: url, STAGING: url, PRODUCTION: other.heksher.url },
        PATH: `${ROOT}docker:${process.env['PATH']}`,
      },
    });

    const shown = stdout
      .replaceAll(url, 'http://127.0.0.1:8888')
      .replaceAll(other.heksher.url, 'http://127.0.0.2:8888');
    expect(withoutTimes(shown)).toBe(withoutTimes(output));
  });
});
