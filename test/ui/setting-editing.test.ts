import { beforeEach, expect, test } from '@jest/globals';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look } from './support/look.js';
import { usePage } from './support/page.js';
import { previewed } from './support/preview.js';

describeInBrowser('editing a setting', () => {
  const ui = usePage();
  const dialog = () => ui.page.getByRole('dialog');
  const button = (name: string | RegExp) => dialog().getByRole('button', { name, exact: typeof name === 'string' });
  const settingOf = async (name: string) => (await ui.heksher.get(`/api/v1/settings/${name}`)).body;

  beforeEach(async () => {
    await ui.given.features('user', 'theme');
    await ui.given.setting({ name: 'cache_size', type: 'int', default_value: 5, configurable_features: ['user'] });
    await ui.given.rule({ setting: 'cache_size', feature_values: { user: 'guest' }, value: 10 });
  });

  async function edit(): Promise<void> {
    await ui.open('settings/cache_size');
    await ui.page.getByRole('button', { name: 'Edit setting' }).click();
    await dialog().getByLabel('Name', { exact: true }).waitFor();
  }

  test('a new setting gets a type by its parts, and options with a comma stay whole', async () => {
    await ui.open('settings');
    await ui.page.getByRole('button', { name: 'New setting' }).click();
    await dialog().getByLabel('Name', { exact: true }).fill('ui.color');
    await button(/Kind of value/).click();
    await ui.page.getByRole('option', { name: /^Enum/ }).click();
    await dialog().getByLabel('Options, one a line').fill('red\ngreen, light\n3');
    await dialog().getByLabel('user').check();
    await dialog()
      .getByRole('row', { name: /no such setting.*"green, light"/ })
      .waitFor();
    await look(ui.page, 'new-setting');
    expect(await axe(ui.page)).toEqual([]);
    await previewed(dialog());
    await button('Add the setting').click();

    await ui.page.getByRole('heading', { name: 'ui.color' }).waitFor();
    expect(await settingOf('ui.color')).toMatchObject({
      type: 'Enum["green, light","red",3]',
      configurable_features: ['user'],
      version: '1.0',
    });
  });

  test('a renamed setting keeps its old name as an alias, in the next minor version', async () => {
    await edit();
    await dialog().getByLabel('Name', { exact: true }).fill('cache.size');
    await dialog().getByText('The old name cache_size stays as an alias').waitFor();
    await button('See what changes').click();
    await dialog().getByText('Version 1.1: a minor one').waitFor();
    await previewed(dialog());
    expect(await axe(ui.page)).toEqual([]);
    await button('Save').click();

    await ui.page.getByRole('heading', { name: 'cache.size' }).waitFor();
    expect(await settingOf('cache_size')).toMatchObject({
      name: 'cache.size',
      aliases: ['cache_size'],
      version: '1.1',
    });
  });

  test('the key e edits the rule that has the focus, or else the setting', async () => {
    await ui.open('settings/cache_size');
    await ui.page.getByRole('link', { name: 'rule 1' }).waitFor();

    await ui.page.keyboard.press('e');
    await dialog().getByRole('heading', { name: 'Edit the setting cache_size' }).waitFor();
    await ui.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await ui.page.getByRole('link', { name: 'rule 1' }).focus();
    await ui.page.keyboard.press('e');

    await dialog().getByRole('heading', { name: 'Edit rule 1' }).waitFor();
  });

  test('rules that are in the way of another type are listed', async () => {
    await edit();
    await dialog().getByLabel('The type as text').fill('bool');

    await dialog().getByRole('link', { name: 'Rule 1' }).waitFor();
    expect(await button('See what changes').isDisabled()).toBe(true);
  });

  test('another default value points to a rule for everyone', async () => {
    await edit();
    await dialog().getByRole('textbox', { name: 'Default value' }).fill('6');
    await dialog().getByText('The default value belongs to the code').waitFor();
    await button('Set a rule for everyone instead').click();

    await dialog().getByRole('heading', { name: /rule/i }).first().waitFor();
    expect(await dialog().getByRole('textbox', { name: /value/i }).first().inputValue()).toBe('6');
  });

  test('what somebody else changes meanwhile is shown, and neither is lost', async () => {
    await edit();
    await button('Add a key').click();
    await dialog().getByRole('textbox', { name: 'Key' }).fill('team');
    await dialog().getByRole('textbox', { name: 'Value', exact: true }).fill('storage');
    await ui.heksher.send('POST', '/api/v1/change_sets', {
      operations: [{ op: 'setting.change', setting: 'cache_size', default_value: 7 }],
    });
    await dialog().getByText('Somebody has changed this setting').waitFor();
    await button('Go on with mine').click();
    await button('See what changes').click();
    await previewed(dialog());
    await button('Save').click();
    await dialog().waitFor({ state: 'detached' });

    expect(await settingOf('cache_size')).toMatchObject({ default_value: 7, metadata: { team: 'storage' } });
  });

  test('a setting is deleted by typing its name', async () => {
    ui.expectComplaint(/404/); // the page may read the setting once more before it leaves it
    await ui.open('settings/cache_size');
    await ui.page.getByRole('button', { name: 'Delete…' }).click();
    const question = ui.page.getByRole('alertdialog');
    await question.getByText('Its rule goes with it.').waitFor();
    await question.getByRole('row', { name: /user = guest.*10.*no such setting/ }).waitFor();
    await question.getByRole('row', { name: /nothing else is known.*5.*no such setting/ }).waitFor();
    expect(await axe(ui.page)).toEqual([]);
    const confirm = question.getByRole('button', { name: 'Delete the setting' });
    expect(await confirm.isDisabled()).toBe(true);
    await question.getByLabel('Type cache_size to confirm').fill('cache_size');
    await previewed(question);
    await confirm.click();
    await question.getByRole('button', { name: 'Delete all the same' }).click(); // declaring it was a use

    await ui.page.getByText('The setting cache_size is deleted.').waitFor();
    expect((await ui.heksher.get('/api/v1/settings/cache_size')).status).toBe(404);
  });
});
