import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';
import { previewed } from './support/preview.js';

describeInBrowser('exceptions', () => {
  const ui = usePage();

  async function givenRules(): Promise<void> {
    const configurable_features = await ui.given.features('account', 'theme');
    await ui.given.setting({ name: 'size', configurable_features });
    await ui.given.setting({ name: 'host', type: 'str', default_value: '', configurable_features });
    const metadata = { information: 'TICKET-7' };
    await ui.given.rule({ setting: 'size', feature_values: { account: 'john' }, value: -5, metadata });
    await ui.given.rule({ setting: 'host', feature_values: { account: 'john', theme: 'dark' }, value: '10.0.0.7' });
    await ui.given.rule({ setting: 'host', feature_values: { account: 'jim' }, value: '10.0.0.8' });
  }

  test('the rules of all settings for a value of a feature are listed with value and note', async () => {
    await givenRules();

    await ui.open('rules?feature_values=account:john');

    await ui.page.getByText('2 rules', { exact: true }).waitFor();
    await ui.page.getByRole('heading', { name: 'Exceptions for account:john' }).waitFor();
    expect(await ui.page.getByRole('row', { name: /size/ }).textContent()).toBe('sizeaccount: john-5TICKET-7');
    await look(ui.page, 'exceptions');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
  });

  test('a star finds the rules with any condition on a feature, typed or chosen', async () => {
    await givenRules();
    await ui.open('rules');
    await ui.page.getByText('3 rules', { exact: true }).waitFor();

    await ui.page.getByRole('combobox', { name: 'theme' }).fill('*');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByText('1 rule', { exact: true }).waitFor();
    expect(new URL(ui.page.url()).searchParams.get('feature_values')).toBe('theme:*');
    await ui.page.getByRole('combobox', { name: 'theme' }).fill('');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByText('3 rules', { exact: true }).waitFor();
    await ui.page.getByRole('button', { name: 'Known values of theme' }).click();
    await ui.page.getByRole('option', { name: 'rules with any condition on theme' }).click();

    await ui.page.getByText('1 rule', { exact: true }).waitFor();
  });

  test('a value is found wherever it is used', async () => {
    await givenRules();
    await ui.open('rules');
    await ui.page.getByText('3 rules', { exact: true }).waitFor();

    await ui.page.getByRole('searchbox', { name: 'Value contains' }).fill('10.0.0.7');

    await ui.page.getByText('1 rule', { exact: true }).waitFor();
    await ui.page.waitForURL('**/ui/rules?value_contains=10.0.0.7');
    await ui.page.getByRole('row', { name: /host.*theme: dark/ }).waitFor();
  });

  test('a filter that the service refuses is said in words', async () => {
    ui.expectComplaint(/422/);

    await ui.open('rules?feature_values=nonsense');

    await ui.page.getByRole('alert').getByText('"nonsense" is not of the form').waitFor();
  });

  test('the selected rules are exported', async () => {
    await givenRules();
    await ui.open('rules');

    await ui.page.getByRole('checkbox', { name: 'Select the rule of size account: john' }).check({ force: true });
    await ui.page.getByText('1 selected').waitFor();
    await ui.page.getByRole('button', { name: 'Export' }).click();
    const download = ui.page.waitForEvent('download');
    await ui.page.getByRole('menuitem', { name: /CSV/ }).click();

    const lines = readFileSync(await (await download).path(), 'utf8').split('\r\n');
    expect(lines[0]).toBe('\uFEFFsetting,rule_id,feature_values,value,metadata');
    expect(lines[1]).toMatch(/^size,\d+,account:john,-5,"\{""information"":""TICKET-7""\}"$/);
    expect(lines).toHaveLength(3);
  });

  test('the rules of one account are copied to another one, with a preview, and deleted', async () => {
    // Once the copies are made, the dialogue that closes may still ask whether they can be made.
    ui.expectComplaint(/409 .*change_sets/);
    await givenRules();
    await ui.open('rules?feature_values=account:john');
    await ui.page.getByText('2 rules', { exact: true }).waitFor();

    await ui.page.getByRole('checkbox', { name: 'Select all rules' }).check({ force: true });
    await ui.page.getByRole('button', { name: 'Copy to another value' }).click();
    const dialog = ui.page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'account' }).fill('ann');
    await ui.page.keyboard.press('Tab');
    await dialog
      .getByRole('row', { name: /account = ann/ })
      .first()
      .waitFor();
    await previewed(dialog);
    expect(await axe(ui.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    const copied = await ui.heksher.get('/api/v1/rules?feature_values=account:ann');
    expect(copied.body).toMatchObject({ total: 2, rules: [{ value: '10.0.0.7' }, { value: -5 }] });

    await ui.page.getByRole('checkbox', { name: 'Select the rule of size account: john' }).check({ force: true });
    await ui.page.getByRole('button', { name: 'Delete', exact: true }).click();
    const question = ui.page.getByRole('alertdialog', { name: 'Delete 1 rule?' });
    await previewed(question);
    await question.getByRole('button', { name: 'Delete', exact: true }).click();

    await ui.page.getByText('1 rule', { exact: true }).waitFor();
    const left = await ui.heksher.get('/api/v1/rules?feature_values=account:john');
    expect(left.body).toMatchObject({ total: 1, rules: [{ setting: 'host' }] });
  });
});
