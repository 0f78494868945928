import type { Locator, Page } from 'playwright-core';

const MOST_STEPS = 120;

/** Presses Tab until an element has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    // What lies behind an open list is hidden for the time being.
    const isThere = (await target.count()) > 0;
    if (isThere && (await target.first().evaluate((element) => element === document.activeElement))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the focus did not come to ${String(target)} in ${MOST_STEPS} steps`);
}

/** Goes to a field by Tab, and replaces its text. */
export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

/** Goes to a button or link by Tab, and presses it. */
export async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}
