import { afterEach, beforeEach, expect } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import type { HeksherConfig } from '../../../apps/heksher/src/config/config.js';
import { startApp, type TestApp } from '../../support/app.js';
import { browser } from './browser.js';
import { writeIfFailed } from './failed-page.js';

/** Generous, because only a failing test waits this long. */
const PATIENCE_MS = 60_000;

/** Runs in the page before anything else. */
const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('the policy forbids ' + event.violatedDirective + ': ' + (event.blockedURI || event.sample));
});`;

export interface TestPage extends TestApp {
  /** A new page in a new session of the browser, empty until it is led somewhere. */
  page: Page;
  /** Opens an address of the admin UI, such as `settings?q=size`. */
  open(address?: string): Promise<void>;
  /** Says that the test makes the page complain like this: a failed request, for one, is an error on the console. */
  expectComplaint(pattern: RegExp): void;
}

/**
 * Gives each test a service with the admin UI on a database of its own, and a new page. A test fails if its page
 * complains: of an error, on its console, of what its security policy forbids, or by asking another host.
 */
export function usePage(overrides: Partial<HeksherConfig> = {}): TestPage {
  return usePageOf(startApp, overrides);
}

/** `usePage` with another kind of service. */
export function usePageOf<App extends TestApp>(
  start: (config: Partial<HeksherConfig>) => Promise<App>,
  overrides: Partial<HeksherConfig> = {},
): TestPage & App {
  const test = {} as TestPage & App;
  let context: BrowserContext | undefined;
  let complaints: string[] = [];
  let expected: RegExp[] = [];

  beforeEach(async () => {
    [complaints, expected] = [[], []];
    const app = await start({ ui: { banner: undefined }, ...overrides });
    Object.assign(test, app, {
      open: async (address = '') => void (await test.page.goto(`${test.heksher.url}/ui/${address}`)),
      expectComplaint: (pattern: RegExp) => void expected.push(pattern),
    });
    context = await (
      await browser()
    ).newContext({ reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC', permissions: [] });
    await context.addInitScript(REPORT_VIOLATIONS);
    listen(context, test.heksher.url, (complaint) => void complaints.push(complaint));
    test.page = await context.newPage();
    test.page.setDefaultTimeout(PATIENCE_MS);
  });

  afterEach(async () => {
    await writeIfFailed(test.page, complaints);
    await context?.close();
    context = undefined;
    await (test as Partial<TestPage>).stop?.();
    expect(complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))).toEqual([]);
  });

  return test;
}

/** Passes on what the pages of a session complain of. */
function listen(context: BrowserContext, service: string, complain: (complaint: string) => void): void {
  context.on('console', (message) => {
    const { url } = message.location();
    // A busy machine may refuse the stream or who uses a setting for a moment. The page then tries again.
    if (/\/changes\/stream|\/api\/v1\/usage/.test(url) && message.text().includes('503')) return;
    if (message.type() === 'error') complain(`${message.text()} (${url})`);
  });
  context.on('weberror', (error) => complain(String(error.error())));
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (/^https?:$/.test(protocol) && origin !== service) complain(`a request to ${request.url()}`);
  });
}
