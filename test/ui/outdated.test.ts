import { beforeEach, expect, test } from '@jest/globals';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';
import { previewed } from './support/preview.js';

describeInBrowser('if somebody else is faster', () => {
  const ui = usePage();
  const dialog = () => ui.page.locator('[role="dialog"], [role="alertdialog"]:not([aria-modal="false"])').last();
  const button = (name: string) => ui.page.getByRole('button', { name, exact: true });
  const confirm = async (name: string) => {
    await previewed(dialog());
    await dialog().getByRole('button', { name, exact: true }).click();
  };
  const asAnn = { 'X-Forwarded-Email': 'ann@example.com' };
  const setValue = (rule: number, value: number) =>
    ui.heksher.send('PUT', `/api/v1/rules/${rule}/value`, { value }, asAnn);
  const found = async () => (await ui.heksher.get('/api/v1/rules')).body as { rules: { value: number }[] };
  let [guest, jim, ann] = [0, 0, 0];

  beforeEach(async () => {
    ui.expectComplaint(/412/);
    await ui.given.features('user');
    await ui.given.setting({ name: 'size', type: 'int', default_value: 5, configurable_features: ['user'] });
    guest = await ui.given.rule({ setting: 'size', feature_values: { user: 'guest' }, value: 10 });
    jim = await ui.given.rule({ setting: 'size', feature_values: { user: 'jim' }, value: 11 });
    ann = await ui.given.rule({ setting: 'size', feature_values: { user: 'ann' }, value: 12 });
  });

  async function select(...names: (string | RegExp)[]): Promise<void> {
    for (const name of names) await ui.page.getByRole('checkbox', { name }).press('Space');
  }

  test('a deletion of rules says who, shows what they are now, and can go on', async () => {
    ui.expectComplaint(/404/); // the preview of a rule that is gone
    await ui.open('settings/size');
    await select(`Select rule ${guest}`, `Select rule ${jim}`);
    await ui.page.getByRole('main').getByRole('button', { name: 'Delete…' }).last().click();
    await previewed(dialog());
    await setValue(guest, 99);
    await ui.heksher.send('DELETE', `/api/v1/rules/${jim}`, undefined, asAnn);
    await confirm('Delete');

    await dialog().getByText('Somebody else was faster. Nothing is saved yet.').waitFor();
    await dialog().getByText('ann@example.com').waitFor();
    await dialog().getByText('size, user = guest: was 10, is 99').waitFor();
    await dialog().getByText('size, user = jim: is no longer there').waitFor();
    await dialog().getByRole('heading', { name: 'Delete 1 rule?' }).waitFor();
    await look(ui.page, 'outdated');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
    expect((await found()).rules).toHaveLength(2);
    await confirm('Delete');

    await ui.page.getByText('The rule is deleted.').waitFor();
    expect((await found()).rules).toMatchObject([{ value: 12 }]);
  });

  test('a rule that is deleted already is said to be gone, and by whom', async () => {
    ui.expectComplaint(/404/); // the preview of a rule that is gone
    await ui.open('settings/size');
    await button(`Delete rule ${guest}`).click();
    await previewed(dialog());
    await ui.heksher.send('DELETE', `/api/v1/rules/${guest}`, undefined, asAnn);
    await confirm('Delete');

    await dialog().getByText('ann@example.com').waitFor();
    await dialog().getByText('size, user = guest: is no longer there').waitFor();
    expect(await dialog().getByRole('button', { name: 'Delete', exact: true }).isDisabled()).toBe(true);
  });

  test('a value for many rules is typed once, also if another rule of the setting has changed', async () => {
    await ui.open('settings/size');
    await select(`Select rule ${guest}`, `Select rule ${jim}`);
    await button('Change…').click();
    await dialog().getByRole('textbox', { name: 'Value', exact: true }).fill('70');
    await previewed(dialog());
    await setValue(ann, 13);
    await confirm('Save');
    await dialog().getByText('What you chose is as it was.').waitFor();

    await confirm('Save');

    await ui.page.getByText('2 rules are changed.').waitFor();
    expect((await found()).rules.map(({ value }) => value)).toEqual([70, 70, 13]);
  });

  test('rules of many settings are copied as they are now', async () => {
    await ui.open('rules?feature_values=user:guest');
    await select('Select the rule of size user: guest');
    await button('Copy to another value').click();
    await dialog().getByRole('combobox', { name: 'user' }).fill('new');
    await ui.page.keyboard.press('Tab');
    await previewed(dialog());
    await setValue(guest, 99);
    await confirm('Copy');
    await dialog().getByText('size, user = guest: was 10, is 99').waitFor();
    await dialog()
      .getByRole('row', { name: /user = new.*99/ })
      .waitFor();

    await confirm('Copy');

    await ui.page.getByText('1 rule is copied.').waitFor();
    expect((await ui.heksher.get('/api/v1/rules?feature_values=user:new')).body).toMatchObject({
      rules: [{ value: 99 }],
    });
  });

  test('a deletion of a setting says who changed it', async () => {
    ui.expectComplaint(/404/); // the page may read the setting once more before it leaves it
    await ui.open('settings/size');
    await ui.page.getByRole('button', { name: 'Delete…' }).click();
    await dialog().getByLabel('Type size to confirm').fill('size');
    await previewed(dialog());
    await setValue(guest, 99);
    await confirm('Delete the setting');
    await confirm('Delete all the same'); // declaring it was a use
    await dialog().getByText('ann@example.com').waitFor();
    await dialog()
      .getByRole('row', { name: /user = guest.*99/ })
      .waitFor();

    await confirm('Delete all the same');

    await ui.page.getByText('The setting size is deleted.').waitFor();
  });

  test('metadata for many settings is typed once', async () => {
    await ui.given.setting({ name: 'speed', type: 'int', default_value: 1, configurable_features: ['user'] });
    await ui.open('settings');
    await select('Select size', 'Select speed');
    await button('Set metadata…').click();
    await dialog().getByLabel('Key', { exact: true }).fill('team');
    await dialog().getByLabel('Value (JSON, or a text)').fill('storage');
    await previewed(dialog());
    const path = '/api/v1/settings/size/metadata/owner';
    const changed = await ui.heksher.send('PUT', path, { value: 'ann', version: '1.1' }, asAnn);
    expect(changed.status).toBe(204);
    await confirm('Save');
    await dialog().getByText('size: has changed').waitFor();

    await confirm('Save');

    await ui.page.getByText('team is set for 2 settings.').waitFor();
    const size = await ui.heksher.get('/api/v1/settings/size');
    expect(size.body).toMatchObject({ metadata: { owner: 'ann', team: 'storage' } });
  });

  test('a context feature is deleted on the list as it is now', async () => {
    await ui.given.feature('extra');
    await ui.open('context-features');
    await button('Delete extra').click();
    await dialog().getByText('No setting uses it.').waitFor();
    await ui.heksher.send('POST', '/api/v1/context_features', { context_feature: 'other' }, asAnn);
    await dialog().getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog().getByText('ann@example.com').waitFor();

    await dialog().getByRole('button', { name: 'Delete', exact: true }).click();

    await ui.page.getByText('The feature extra is deleted.').waitFor();
  });
});
