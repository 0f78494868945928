import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { browser, describeInBrowser } from '../ui/support/browser.js';
import { useApp } from '../support/app.js';
import { until } from '../support/until.js';
import { ExampleProgram, installExample } from './example-program.js';
import { runIn, usePackedProject } from './packed.js';

const PATIENCE_MS = 60_000;

const app = useApp();
const project = usePackedProject();
const programs: ExampleProgram[] = [];

beforeAll(() => app.given.features('user', 'theme'));
afterEach(async () => {
  for (const program of programs.splice(0)) await program.stop();
});

async function start(folder: string, environment: Record<string, string>, ...words: string[]): Promise<string> {
  const program = new ExampleProgram(folder, { HEKSHER_URL: app.heksher.url, ...environment }, ...words);
  programs.push(program);
  return program.listening();
}

test('the Express application has the settings of each request, follows them, and starts without the service', async () => {
  const folder = await installExample('express', project.folder);
  const url = await start(folder, { PORT: '0' });
  const namesFor = async (user: string, at = url) => {
    const answer = await fetch(`${at}/products`, { headers: { 'X-User': user } });
    return ((await answer.json()) as { name: string }[]).map(({ name }) => name);
  };
  const before = await namesFor('jim');
  await app.given.rule({ setting: 'example.page_size', feature_values: { user: 'jim' }, value: 1 });
  await app.given.rule({ setting: 'example.order', feature_values: { user: 'jim' }, value: 'price' });
  await until(async () => (await namesFor('jim')).join() === 'Date', 'the rules');
  const why = (await (await fetch(`${url}/why`, { headers: { 'X-User': 'jim' } })).json()) as { reason: string };

  expect(before).toEqual(['Apple', 'Bread', 'Cheese']);
  expect(await namesFor('ann')).toEqual(before);
  expect(why).toMatchObject({ value: 1, reason: 'rule', rule: { conditions: { user: 'jim' } } });
  await programs.pop()?.stop();

  const again = await start(folder, { PORT: '0', HEKSHER_URL: 'http://127.0.0.1:9' });
  expect(await namesFor('jim', again)).toEqual(['Date']);
});

describeInBrowser('in a browser', () => {
  test('the React page follows the settings of its user', async () => {
    const folder = await installExample('react', project.folder);
    await runIn(folder, [process.execPath, join(folder, 'node_modules/typescript/bin/tsc')]);
    const url = await start(folder, {}, '--host', '127.0.0.1', '--port', '0', '--clearScreen', 'false');
    const context = await (await browser()).newContext();
    const errors: unknown[] = [];
    context.on('weberror', (error) => errors.push(error.error()));
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);

    await page.goto(url);
    await page.getByText('Changes appear at once.').waitFor();
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await app.given.rule({ setting: 'example.banner', feature_values: { user: 'guest' }, value: 'Hello, guest' });
    await page.getByRole('heading', { name: 'Hello, guest' }).waitFor();
    await app.given.rule({ setting: 'example.permissions', feature_values: { user: 'jim' }, value: ['read', 'write'] });
    const isDisabled = await page.getByRole('button', { name: 'Write' }).isDisabled();
    await page.getByLabel('User').fill('jim');
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await until(() => page.getByRole('button', { name: 'Write' }).isEnabled(), 'the permission of jim');
    await context.close();

    expect(isDisabled).toBe(true);
    expect(errors).toEqual([]);
  });
});

test('the examples take the client of this repository', async () => {
  for (const name of ['express', 'react']) {
    const text = await readFile(join('examples', name, 'package.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ dependencies: { '@heksher/client': 'file:../../dist/client' } });
  }
});
