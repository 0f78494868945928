import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import {
  HAS_CURL,
  ROOT,
  blocksOf,
  examplesOf,
  followReadme,
  readPage,
  runCommands,
  under,
} from '../support/markdown.js';

const run = promisify(execFile);
const withCurl = HAS_CURL ? test : test.skip;

/** The time of a change is another one each time. */
const withoutTimes = (text: string) => text.replaceAll(/"at":"[^"]+"/g, '"at":"…"');

describe('docs/evaluation.md and docs/openfeature.md', () => {
  const openFeature = readPage('docs/openfeature.md');
  const [setUp, ...examples] = [...examplesOf(readPage('docs/evaluation.md')), ...examplesOf(openFeature)];
  const app = useApp();

  test('the pages of evaluation have commands that make their state, and requests', () => {
    expect(setUp?.command).toMatch(/^post\(\)/);
    expect(examples).toHaveLength(6);
  });

  // All other examples need the state that this makes.
  withCurl('the pages of evaluation begin with commands that print what the page says', async () => {
    expect(await runCommands(setUp?.command ?? '', app.heksher.url)).toBe(setUp?.output?.text.trimEnd());
  });

  withCurl('the pages of evaluation have an example for Node.js that prints what the page says', async () => {
    const [install, code, output] = blocksOf(under(openFeature, '## Node.js'));

    // From standard input or the command line, modules are looked up in the working directory.
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code?.text ?? ''], {
      cwd: ROOT,
      env: { ...process.env, HEKSHER_URL: app.heksher.url },
      timeout: 20_000,
    });

    expect([install?.language, code?.language, output?.language]).toEqual(['sh', 'js', 'text']);
    expect(stdout).toBe(output?.text);
  });

  withCurl.each(examples)('the pages of evaluation show the answer to $title', async ({ command, output }) => {
    const printed = await runCommands(command, app.heksher.url);

    if (output?.language === 'text') return expect(printed).toBe(output.text.trimEnd());
    const expected = JSON.parse(output?.text ?? '') as Record<string, unknown>;
    if ('revision' in expected) expected.revision = expect.any(String);
    expect(JSON.parse(printed)).toEqual(expected);
  });

  test('the pages of evaluation install the packages that are tested', () => {
    const { devDependencies } = JSON.parse(readPage('package.json')) as { devDependencies: Record<string, string> };

    const installed = [...openFeature.matchAll(/^npm install (.*)$/gm)].flatMap(([, names = '']) => names.split(' '));

    expect(installed).toHaveLength(7);
    for (const installing of installed) {
      const [, name = '', version] = /^(@?[^@]+)(?:@(.+))?$/.exec(installing) ?? [];
      expect(devDependencies[name]).toEqual(version ?? expect.any(String));
    }
  });
});

describe('docs/how-to.md', () => {
  const examples = examplesOf(readPage('docs/how-to.md'));
  const app = useApp();
  beforeAll(async () => {
    if (HAS_CURL) await followReadme(app.heksher.url);
  });

  test('docs/how-to.md has eight requests', () => {
    expect(examples).toHaveLength(8);
  });

  withCurl.each(examples)('docs/how-to.md shows what $title prints', async ({ command, output }) => {
    const printed = await runCommands(command, app.heksher.url);

    expect(withoutTimes(printed.trimEnd())).toBe(withoutTimes(output?.text.trimEnd() ?? ''));
  });
});

describe('docs/changes.md', () => {
  const examples = examplesOf(readPage('docs/changes.md'));
  const app = useApp();

  test('docs/changes.md has six requests', () => {
    expect(examples).toHaveLength(6);
  });

  /** What a command that does not end has printed, once there is as much as is expected. */
  async function begin(command: string, length: number): Promise<string> {
    const parameters = ['-c', `exec ${command.replace('http://127.0.0.1:8888', app.heksher.url)}`];
    const following = spawn('sh', parameters, { stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 });
    let printed = '';
    for await (const piece of following.stdout.setEncoding('utf8')) {
      printed += String(piece);
      if (printed.trimEnd().length >= length) break;
    }
    following.kill();
    return printed;
  }

  // The first example makes the state of all others.
  withCurl.each(examples)('docs/changes.md shows what $title prints', async ({ command, output }) => {
    const expected = output?.text.trimEnd() ?? '';

    const printed = command.startsWith('curl -N')
      ? await begin(command, expected.length)
      : await runCommands(command, app.heksher.url);

    expect(withoutTimes(printed.trimEnd())).toBe(withoutTimes(expected));
  });
});
