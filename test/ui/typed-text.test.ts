import { beforeEach, expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';

describeInBrowser('what is typed in a dialogue', () => {
  const ui = usePage();
  const button = (name: string) => ui.page.getByRole('button', { name, exact: true });
  const question = () => ui.page.getByRole('alertdialog', { name: 'Discard what you typed?' });
  const field = (name: string) => ui.page.getByRole('textbox', { name, exact: true });
  let rule: number;

  beforeEach(async () => {
    await ui.given.features('user');
    await ui.given.setting({ name: 'size', type: 'int', default_value: 5, configurable_features: ['user'] });
    rule = await ui.given.rule({ setting: 'size', feature_values: { user: 'guest' }, value: 10 });
  });

  /** Each dialogue: how to open it, and a field to type in. */
  const dialogues: [name: string, address: string, open: () => Locator, typeIn: () => Locator][] = [
    ['a rule', 'settings/size', () => button(`Edit rule ${rule}`), () => field('Value')],
    ['the note of a deletion', 'settings/size', () => button(`Delete rule ${rule}`), () => field('Note')],
    ['a setting', 'settings/size', () => button('Edit setting…'), () => field('Default value')],
    ['a new setting', 'settings', () => button('New setting'), () => field('Name')],
  ];

  test.each(dialogues)(
    '%s is not lost by Escape or Cancel, unless the person says so',
    async (_, address, open, typeIn) => {
      await ui.open(address);
      await open().click();
      await typeIn().fill('7');

      await ui.page.keyboard.press('Escape');
      await question().waitFor();
      await ui.page.keyboard.press('Escape');
      await question().waitFor({ state: 'detached' });
      expect(await typeIn().inputValue()).toBe('7');
      await button('Cancel').click();
      await button('Keep editing').click();
      expect(await typeIn().inputValue()).toBe('7');
      await button('Close').click();
      await button('Discard').click();

      await typeIn().waitFor({ state: 'detached' });
      await open().click();
      expect(await typeIn().inputValue()).not.toBe('7');
    },
  );

  test.each(dialogues)('%s closes at once if nothing is typed', async (_, address, open, typeIn) => {
    await ui.open(address);
    await open().click();
    await typeIn().waitFor();

    await ui.page.keyboard.press('Escape');

    await typeIn().waitFor({ state: 'detached' });
    expect(await question().count()).toBe(0);
    await open().click();
    await typeIn().waitFor();
    await button('Cancel').click();
    await typeIn().waitFor({ state: 'detached' });
    expect(await question().count()).toBe(0);
  });

  test('going back asks first, too', async () => {
    await ui.open('settings');
    await ui.page.getByRole('link', { name: 'size', exact: true }).click();
    await button(`Edit rule ${rule}`).click();
    await field('Value').fill('20');

    await ui.page.goBack();
    await button('Keep editing').click();
    expect(await field('Value').inputValue()).toBe('20');
    expect(ui.page.url()).toMatch(/settings\/size$/);
    await ui.page.goBack();
    await button('Discard').click();

    await ui.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    expect(ui.page.url()).toMatch(/settings$/);
  });

  test('a value that is no number yet counts as typed, and is there after going on', async () => {
    await ui.open('settings/size');
    await button(`Edit rule ${rule}`).click();
    await field('Value').fill('1e');

    await ui.page.keyboard.press('Escape');
    await question().waitFor();
    await look(ui.page, 'discard');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
    await ui.page.keyboard.press('Enter');

    await question().waitFor({ state: 'detached' });
    expect(await field('Value').inputValue()).toBe('1e');
  });
});
