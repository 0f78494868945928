import { cp, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { browser, describeInBrowser } from '../ui/support/browser.js';
import { startApp, type TestApp } from '../support/app.js';
import { runIn, usePackedProject } from './packed.js';
import { startSite, type Site } from './site.js';

const VITE = join(process.cwd(), 'node_modules/vite/bin/vite.js');
const PATIENCE_MS = 60_000;

const project = usePackedProject();

/** Bundles the page, and returns what the bundler complains of. */
async function bundle(...words: string[]): Promise<string> {
  await cp('test/client/page', project.folder, { recursive: true });
  return runIn(project.folder, [process.execPath, VITE, 'build', '--logLevel', 'warn', ...words]);
}

test('a page is bundled without a warning, and the README says how large the client is in it', async () => {
  const complaints = await bundle('--mode', 'size');
  const files = await readdir(join(project.folder, 'size'));
  const kilobytes = gzipSync(await readFile(join(project.folder, 'size/size.js')), { level: 9 }).length / 1000;
  const readme = await readFile('libs/client/README.md', 'utf8');
  const said = Number(/([\d.]+) kB \(minified and gzipped\)/.exec(readme)?.[1]);

  expect(complaints).toBe('');
  expect(files).toEqual(['size.js']);
  expect({ kilobytes, isSaid: Math.abs(said / kilobytes - 1) <= 0.05 }).toEqual({ kilobytes, isSaid: true });
});

describeInBrowser('in a browser', () => {
  let app: TestApp;
  let site: Site;
  beforeAll(async () => {
    app = await startApp();
    await app.given.features('user');
    expect(await bundle()).toBe('');
    site = await startSite(join(project.folder, 'dist'), app.heksher.url);
  });
  afterAll(() => site.close());

  test('a page has the values of the service, follows them, and has the last ones without the service', async () => {
    const context = await (await browser()).newContext();
    const errors: unknown[] = [];
    context.on('weberror', (error) => errors.push(error.error()));
    const page = await context.newPage();
    const shows = (text: string) => page.getByText(text, { exact: true }).waitFor({ timeout: PATIENCE_MS });

    await page.goto(site.url);
    await shows('50 server stream');
    await app.given.rule({ setting: 'size', feature_values: { user: 'jim' }, value: 8 });
    await shows('8 server stream');
    await app.stop();
    await shows('8 server down');
    await page.reload();
    await shows('8 disk down');
    await context.close();

    expect(errors).toEqual([]);
  });
});
