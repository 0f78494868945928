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

/** The time of a change and the id of a request differ in every run. */
const withoutTimes = (text: string) => text.replaceAll(/"(at|request_id)": ?"[^"]+"/g, '"$1":"…"');

describe('docs/evaluation.md and docs/openfeature.md', () => {
  const openFeature = readPage('docs/openfeature.md');
  const [setUp, ...examples] = [...examplesOf(readPage('docs/evaluation.md')), ...examplesOf(openFeature)];
  const app = useApp();

  test('the pages on evaluation have set-up commands and requests', () => {
    expect(setUp?.command).toMatch(/^post\(\)/);
    expect(examples).toHaveLength(6);
  });

  // All other examples need the state that this creates.
  withCurl('the pages of evaluation begin with commands that print what the page says', async () => {
    expect(await runCommands(setUp?.command ?? '', app.heksher.url)).toBe(setUp?.output?.text.trimEnd());
  });

  withCurl('the pages of evaluation have an example for Node.js that prints what the page says', async () => {
    const [install, code, output] = blocksOf(under(openFeature, '## Node.js'));

    // For code from standard input or the command line, modules are resolved from the working directory.
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

  test('the pages on evaluation install the versions of packages that are tested', () => {
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

describe('docs/safe-change.md', () => {
  const examples = examplesOf(readPage('docs/safe-change.md'));
  const app = useApp();
  beforeAll(async () => {
    if (HAS_CURL) await followReadme(app.heksher.url);
  });

  test('docs/safe-change.md has sixteen requests', () => {
    expect(examples).toHaveLength(16);
  });

  withCurl.each(examples)('docs/safe-change.md shows what $title prints', async ({ command, output }) => {
    const printed = withoutTimes((await runCommands(command, app.heksher.url)).trimEnd());

    const shown = withoutTimes(output?.text.trimEnd() ?? '');
    if (output?.language === 'json') return expect(JSON.parse(printed)).toEqual(JSON.parse(shown));
    expect(printed).toBe(shown);
  });
});

describe('docs/changes.md', () => {
  const examples = examplesOf(readPage('docs/changes.md'));
  const app = useApp();

  test('docs/changes.md has six requests', () => {
    expect(examples).toHaveLength(6);
  });

  /** The output of a command that does not end, once it is as long as expected. */
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

  // The first example creates the state for all others.
  withCurl.each(examples)('docs/changes.md shows what $title prints', async ({ command, output }) => {
    const expected = output?.text.trimEnd() ?? '';

    const printed = command.startsWith('curl -N')
      ? await begin(command, expected.length)
      : await runCommands(command, app.heksher.url);

    expect(withoutTimes(printed.trimEnd())).toBe(withoutTimes(expected));
  });
});
