import { expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';

describeInBrowser('find', () => {
  const ui = usePage();
  const results = (): Locator => ui.page.getByRole('menu', { name: 'Results' }).getByRole('menuitem');

  /** Opens the dialogue by its keys, and types. */
  async function find(text: string): Promise<void> {
    await ui.page.getByRole('heading', { level: 1 }).waitFor();
    await ui.page.keyboard.press('Control+k');
    await ui.page.getByRole('searchbox', { name: 'What to find' }).fill(text);
    // Until then, results may come in above those that are there.
    await ui.page.getByText(/^(\d+ results?|Nothing found for .*)$/).waitFor();
  }

  test('a setting is found by its name, and opened by Enter', async () => {
    await ui.given.setting({ name: 'backend.cache_size' });
    await ui.given.setting({ name: 'backend.cache_size_limit' });
    await ui.open('settings');

    await find('cache_size');
    await results().nth(1).waitFor();
    await ui.page.keyboard.press('Enter');

    await ui.page.waitForURL('**/ui/settings/backend.cache_size');
    expect(await ui.page.getByRole('dialog').count()).toBe(0);
  });

  test('Enter opens what is typed, and not a result of an earlier text', async () => {
    await ui.given.setting({ name: 'backend.cache_size' });
    await ui.given.setting({ name: 'backend.timeout' });
    await ui.open('settings');
    await find('backend');
    await results().filter({ hasText: 'backend.cache_size' }).waitFor();
    let answer = () => {};
    const isHeld = new Promise<void>((resolve) => (answer = resolve));
    await ui.page.route('**/api/v1/settings?*timeout*', async (route) => {
      await isHeld;
      await route.continue();
    });

    await ui.page.keyboard.type(' timeout');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByText('Searching…').waitFor();
    expect(ui.page.url()).toMatch(/settings$/);
    answer();

    await ui.page.waitForURL('**/ui/settings/backend.timeout');
  });

  test('rules are found by a part of their value and by a value of a feature', async () => {
    await ui.given.feature('account');
    await ui.given.setting({ name: 'hosts', type: 'str', default_value: '', configurable_features: ['account'] });
    await ui.given.rule({ setting: 'hosts', feature_values: { account: 'john' }, value: 'http://10.0.0.7/' });
    await ui.open('settings');

    await find('10.0.0.7');
    await results().filter({ hasText: 'account: john → "http://10.0.0.7/"' }).waitFor();
    await look(ui.page, 'find');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
    await ui.page.keyboard.press('Escape');
    await ui.page.getByRole('dialog').waitFor({ state: 'detached' });
    await find('john');
    await results().filter({ hasText: 'account: john' }).click();

    await ui.page.waitForURL('**/ui/rules?feature_values=account%3Ajohn');
    await ui.page.getByRole('row', { name: /hosts/ }).waitFor();
  });

  test('screens and actions are found as well, and what is not there is said in words', async () => {
    await ui.open('settings');

    await find('shortcuts');
    await results().first().waitFor();
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await ui.page.keyboard.press('Escape');
    await ui.page.getByRole('dialog').waitFor({ state: 'detached' });
    await find('new setting');
    await results().filter({ hasText: 'New setting' }).click();
    await ui.page.getByRole('dialog', { name: 'New setting' }).waitFor();
    await ui.page.keyboard.press('Escape');
    await ui.page.getByRole('dialog').waitFor({ state: 'detached' });
    await find('no such thing');

    await ui.page.getByText('Nothing found for “no such thing”.').waitFor();
    expect(await results().count()).toBe(0);
  });

  test('it opens while somebody types in a field, and lists the settings opened lately', async () => {
    const { name } = await ui.given.setting();
    await ui.open(`settings/${name}`);
    await ui.page.getByRole('heading', { level: 1, name }).waitFor();
    await ui.page.getByRole('link', { name: 'Exceptions', exact: true }).click();
    await ui.page.getByRole('searchbox', { name: 'Value contains' }).focus();

    await ui.page.keyboard.press('Control+k');

    await results().filter({ hasText: name }).waitFor();
  });
});
