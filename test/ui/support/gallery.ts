import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { browser } from './browser.js';
import { writeIfFailed } from './failed-page.js';

/** The page's policy, as the service has it. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; require-trusted-types-for 'script'";
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const PATIENCE_MS = 60_000;
const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('the policy forbids ' + event.violatedDirective + ': ' + (event.blockedURI || event.sample));
});`;

export interface Gallery {
  page: Page;
  /** Shows the editor of a value of a type. */
  open(type: string, value: string, options?: { other?: string; isInDialog?: boolean }): Promise<void>;
  /** The JSON text of the value that would be saved. */
  saved(): Promise<string>;
  /** Why it may not be saved. */
  fault(): Promise<string>;
}

/** Editors without a service: each test gets a new page, and fails if that complains. */
export function useGallery(): Gallery {
  const gallery = {} as Gallery;
  let directory: string;
  let server: Server;
  let context: BrowserContext;
  let complaints: string[];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'heksher-gallery-'));
    await bundle(directory);
    server = await serve(directory);
  });
  beforeEach(async () => {
    complaints = [];
    context = await (await browser()).newContext({ reducedMotion: 'reduce', locale: 'en-GB' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: addressOf(server) });
    await context.addInitScript(REPORT_VIOLATIONS);
    context.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const read = (label: string) => page.getByLabel(label, { exact: true }).innerText();
    Object.assign(gallery, {
      page,
      open: async (type, value, { other, isInDialog } = {}) => {
        const query = new URLSearchParams({ type, value, ...(other !== undefined && { other }) });
        if (isInDialog) query.set('dialog', '');
        await page.goto(`${addressOf(server)}/?${query.toString()}`);
      },
      saved: () => read('Saved'),
      fault: () => read('Fault'),
    } satisfies Gallery);
  });
  afterEach(async () => {
    await writeIfFailed(gallery.page, complaints);
    await context.close();
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    server?.close();
    await rm(directory, { recursive: true, force: true });
  });
  return gallery;
}

async function bundle(outDir: string): Promise<void> {
  const words = ['build', '--config', 'apps/ui/gallery/vite.config.ts', '--outDir', outDir, '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', ...words]);
}

async function serve(directory: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://gallery');
    const file = join(directory, normalize(pathname === '/' ? 'index.html' : pathname));
    readFile(file).then(
      (content) => {
        const type = TYPES[extname(file)] ?? 'application/octet-stream';
        response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': POLICY }).end(content);
      },
      () => response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
