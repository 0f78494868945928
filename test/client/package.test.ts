import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { useApp } from '../support/app.js';
import { blocksOf, readPage } from '../support/markdown.js';
import { describeOnNode } from './other-node.js';
import { TSC, runIn, usePackedProject } from './packed.js';

const app = useApp();
const project = usePackedProject();

/** A program that reads a setting of the service, and then again from the file that it has kept. */
const USE = `module.exports = async ({ HeksherClient, fileStore, t }) => {
  const read = async (url) => {
    const store = fileStore('settings.json');
    const client = new HeksherClient({ url, store, log: () => undefined });
    const size = client.setting({ name: 'size', type: t.int(), configurableFeatures: ['user'], defaultValue: 50 });
    await client.start({ timeoutMs: url === process.env.HEKSHER_URL ? 60_000 : 100 });
    const { source, mode } = client.status;
    await client.close();
    return [size.get({ user: 'jim' }), source, mode];
  };
  const answers = [await read(process.env.HEKSHER_URL), await read('http://127.0.0.1:9')];
  console.log(JSON.stringify(answers));
};`;

const PROGRAMS = {
  'use.cjs': USE,
  'import.mjs': "import * as client from '@heksher/client';\nimport use from './use.cjs';\nawait use(client);",
  'require.cjs': "require('./use.cjs')(require('@heksher/client'));",
  'required.cts':
    "import client = require('@heksher/client');\nexport const size: number = new client.StubClient().setting(\n  { name: 'size', type: client.t.int(), configurableFeatures: [], defaultValue: 1 }).get();",
};

beforeAll(async () => {
  await app.given.features('user');
  await app.given.setting({ name: 'size', configurable_features: ['user'], default_value: 7 });
  await app.given.rule({ setting: 'size', feature_values: { user: 'jim' }, value: 8 });
  for (const [name, text] of Object.entries(PROGRAMS)) await writeFile(join(project.folder, name), text);
  await writeFile(join(project.folder, 'example.ts'), await readFile('test/client/example.ts'));
  const examples = blocksOf(readPage('libs/client/README.md')).filter(({ language }) => language === 'ts');
  for (const [at, { text }] of examples.entries()) {
    await writeFile(join(project.folder, at === 0 ? 'settings.ts' : 'tested.ts'), text);
  }
});

describeOnNode([20, 22, 24], (node) => {
  test.each(['import.mjs', 'require.cjs'])('%s uses the package, and ends by itself', async (program) => {
    const printed = await runIn(project.folder, [node, program], { HEKSHER_URL: app.heksher.url });

    expect(JSON.parse(printed)).toEqual([
      [8, 'server', 'stream'],
      [8, 'disk', 'down'],
    ]);
  });
});

describe('types', () => {
  const compile = (...words: string[]) => runIn(project.folder, [...TSC, '--noEmit', ...words]);
  const forBrowsers = ['--lib', 'ES2022,DOM'];
  const forNode = ['--lib', 'ES2022', '--typeRoots', join(process.cwd(), 'node_modules/@types'), '--types', 'node'];

  test.each([
    ['for browsers', 'nodenext', forBrowsers],
    ['for Node.js', 'nodenext', forNode],
    ['for a bundler', 'preserve', ['--moduleResolution', 'bundler', ...forBrowsers]],
  ])('a program %s compiles, and the package needs no other types', async (_title, module, words) => {
    const files = module === 'nodenext' ? ['example.ts', 'required.cts'] : ['example.ts'];

    expect(await compile('--module', module, ...words, ...files)).toBe('');
  });

  test('the examples of the README compile', async () => {
    expect(await compile('--module', 'nodenext', ...forNode, 'settings.ts', 'tested.ts')).toBe('');
  });

  test('the declarations are of one piece', async () => {
    const text = await readFile(join(project.folder, 'node_modules/@heksher/client/index.d.ts'), 'utf8');

    expect(text).not.toMatch(/from ['"]@heksher|import\(/);
  });
});

test('publint finds nothing', async () => {
  const content = await readFile(project.tarball);
  const tarball = new Uint8Array(content).buffer;

  const { messages } = await publint({ pkgDir: 'package', pack: { tarball }, strict: true });

  expect(messages).toEqual([]);
});

test('the types are right, but for CommonJS of Node.js before 20.19', async () => {
  const analysis = await checkPackage(createPackageFromTarballData(await readFile(project.tarball)));

  const problems = analysis.types && analysis.problems;
  expect(
    problems &&
      problems.filter(
        (one) => !(one.kind === 'CJSResolvesToESM' || ('resolutionKind' in one && one.resolutionKind === 'node10')),
      ),
  ).toEqual([]);
});

test('the package has the version of the service, and only what programs need', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const installed = join(project.folder, 'node_modules');
  const manifest = JSON.parse(await readFile(join(installed, '@heksher/client/package.json'), 'utf8')) as object;

  expect(manifest).toMatchObject({ version, dependencies: { 'lossless-json': expect.any(String) } });
  expect((await readdir(installed)).filter((name) => !name.startsWith('.'))).toEqual(['@heksher', 'lossless-json']);
  expect(await readdir(join(installed, '@heksher/client'))).toEqual([
    'LICENSE',
    'README.md',
    'index.d.ts',
    'index.js',
    'openfeature.d.ts',
    'openfeature.js',
    'package.json',
    'shared.d.ts',
    'shared.js',
  ]);
});
