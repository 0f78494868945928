import type { Page } from 'playwright-core';

/** As test/support/failure-noting-environment.mjs notes it. */
declare global {
  var hasTestFailed: boolean | undefined;
}

const MOST_CHARACTERS = 3000;
const PATIENCE_MS = 5000;
/** What says most about a failure comes first. Messages at the edge are alerts as well. */
const PARTS = ['[role="dialog"], [role="alertdialog"]', '[role="alert"], [role="status"]', 'main'];

/** Writes what a page shows if the test has failed, so that a failure on another machine can be understood. */
export async function writeIfFailed(page: Page | undefined, complaints: readonly string[]): Promise<void> {
  if (!globalThis.hasTestFailed || !page) return;
  const parts = [`The test has failed. The page is at ${page.url()}`];
  if (complaints.length > 0) parts.push(`It complained: ${complaints.join('; ')}`);
  try {
    for (const part of PARTS) parts.push(...(await shownBy(page, part)));
  } catch (error) {
    parts.push(`The rest cannot be read: ${String(error)}`);
  }
  // eslint-disable-next-line no-console -- it is for whoever reads the test's output
  console.error(parts.join('\n').slice(0, MOST_CHARACTERS));
}

/** What the elements that match a selector show to a screen reader. */
async function shownBy(page: Page, selector: string): Promise<string[]> {
  const texts: string[] = [];
  for (const element of await page.locator(selector).all()) {
    const text = await element.ariaSnapshot({ timeout: PATIENCE_MS });
    if (text !== '') texts.push(`--- ${selector}\n${text}`);
  }
  return texts;
}
