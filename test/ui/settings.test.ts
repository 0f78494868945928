import { expect, test } from '@jest/globals';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';
import { previewed } from './support/preview.js';

describeInBrowser('the list of settings', () => {
  const ui = usePage();
  const rows = () => ui.page.getByRole('rowheader');

  async function someSettings(): Promise<void> {
    await ui.given.features('user', 'theme');
    await ui.given.setting({ name: 'shop.size', type: 'int', default_value: 7, metadata: { owner: 'platform' } });
    await ui.given.setting({ name: 'shop.color', type: 'str', default_value: 'red' });
    await ui.given.setting({ name: 'speed', type: 'float', default_value: 1.5 });
  }

  test('words in names, values and metadata find settings, and the address has the search', async () => {
    await someSettings();
    await ui.open('settings');
    await rows().getByText('speed').waitFor();

    await ui.page.keyboard.press('/');
    await ui.page.keyboard.type('platform');

    await ui.page.getByRole('status').getByText('1 setting', { exact: true }).waitFor();
    expect(await rows().allTextContents()).toEqual(['shop.size']);
    expect(new URL(ui.page.url()).search).toBe('?q=platform');
  });

  test('back from a setting leads to the same search', async () => {
    await someSettings();
    await ui.open('settings?q=red');

    await ui.page.getByRole('link', { name: 'shop.color' }).click();
    await ui.page.getByRole('heading', { name: 'shop.color' }).waitFor();
    await ui.page.goBack();

    await rows().getByText('shop.color').waitFor();
    expect(await ui.page.getByRole('searchbox').inputValue()).toBe('red');
  });

  test('the tree narrows the list to names that begin alike', async () => {
    await someSettings();
    await ui.open('settings');

    await ui.page.getByRole('navigation', { name: 'Names as a tree' }).getByRole('link', { name: 'shop. 2' }).click();

    await ui.page.getByText('2 settings', { exact: true }).waitFor();
    expect(new URL(ui.page.url()).searchParams.get('prefix')).toBe('shop.');
  });

  test('with a context each setting has its value in it, and why', async () => {
    await someSettings();
    const setting = await ui.given.setting({ name: 'size', type: 'int', configurable_features: ['user'] });
    const id = await ui.given.rule({ setting: setting.name, feature_values: { user: 'guest' }, value: 12 });
    await ui.open('settings');

    await ui.page.getByRole('combobox', { name: 'user' }).fill('guest');
    await ui.page.keyboard.press('Enter');

    const row = ui.page.getByRole('row').filter({ has: ui.page.getByRole('link', { name: 'size', exact: true }) });
    await row.getByText(`rule ${id}`).waitFor();
    expect(await row.getByText('12', { exact: true }).count()).toBe(1);
    expect(new URL(ui.page.url()).searchParams.get('context')).toBe('user:guest');
  });

  test('a setting that another client declares appears by itself', async () => {
    await someSettings();
    await ui.open('settings');
    await rows().getByText('speed').waitFor();

    await ui.given.setting({ name: 'new_one', type: 'int' });

    await rows().getByText('new_one').waitFor();
  });

  test('under the pointer the list stays as it is, and says that there are changes', async () => {
    await someSettings();
    await ui.open('settings');
    await rows().getByText('speed').hover();

    await ui.given.setting({ name: 'new_one', type: 'int' });

    await ui.page.getByText(/^[12] changes?$/).waitFor();
    expect(await rows().getByText('new_one').count()).toBe(0);
    await ui.page.getByRole('button', { name: 'Show' }).click();
    await rows().getByText('new_one').waitFor();
  });

  test('a column of metadata is remembered', async () => {
    await someSettings();
    await ui.open('settings');

    await ui.page.getByRole('button', { name: 'Columns' }).click();
    await ui.page.getByRole('menuitemcheckbox', { name: 'owner' }).click();
    await ui.page.keyboard.press('Escape');
    await ui.page.reload();

    await ui.page.getByRole('columnheader', { name: 'owner' }).waitFor();
    await ui.page.getByRole('cell', { name: 'platform' }).waitFor();
  });

  test('selected settings are deleted once their number is typed, and undo brings them back', async () => {
    await someSettings();
    await ui.open('settings');
    await ui.page.getByRole('checkbox', { name: 'Select shop.size' }).press('Space');
    await ui.page.getByRole('checkbox', { name: 'Select shop.color' }).press('Space');

    await ui.page.getByRole('button', { name: 'Delete…' }).click();
    const dialog = ui.page.getByRole('alertdialog');
    const button = (name: string) => dialog.getByRole('button', { name, exact: true });
    expect(await button('Delete').isDisabled()).toBe(true);
    await dialog.getByLabel('Type 2 to confirm').fill('2');
    await previewed(dialog);
    await button('Delete').click();
    await button('Delete all the same').click(); // declaring them was a use
    await ui.page.getByText('2 settings are deleted.').waitFor();
    await ui.page.getByText('1 setting', { exact: true }).waitFor();

    await ui.page.getByRole('button', { name: 'Undo' }).click();

    await ui.page.getByText('3 settings', { exact: true }).waitFor();
  });

  test('the list has nothing to report for accessibility, and fits a narrow window', async () => {
    await someSettings();
    await ui.open('settings?context=user:guest');
    await rows().getByText('speed').waitFor();
    await look(ui.page, 'settings');

    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
  });
});
