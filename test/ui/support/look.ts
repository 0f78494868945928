import { join } from 'node:path';
import type { Page } from 'playwright-core';

const WIDTHS = [1440, 768, 320];
const HEIGHT = 900;

/**
 * For development: takes pictures of a page in light and dark and at three widths, into the folder that
 * HEKSHER_TEST_PICTURES names. Does nothing without it.
 */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env.HEKSHER_TEST_PICTURES;
  if (!folder) return;
  const before = page.viewportSize();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), animations: 'disabled' });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}

/** How much wider a page is than the window, in pixels, at a width. */
export async function overflow(page: Page, width: number): Promise<number> {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: HEIGHT });
  const pixels = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (before) await page.setViewportSize(before);
  return Math.max(pixels, 0);
}
