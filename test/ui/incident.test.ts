import { expect, test } from '@jest/globals';
import { until } from '../support/until.js';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { press, tabTo, typeInto } from './support/keyboard.js';
import { look } from './support/look.js';
import { usePage } from './support/page.js';

const SETTING = 'checkout.payment.timeout_seconds';

describeInBrowser('an incident', () => {
  const ui = usePage();

  test('from an alert to a safe change and back, by keyboard only, with a second editor in between', async () => {
    const { page, given, heksher } = ui;
    const value = async () => ((await heksher.get(`/api/v1/rules/${rule}`)).body as { value: unknown }).value;
    await given.features('account', 'country');
    await given.setting({
      name: SETTING,
      type: 'float',
      default_value: 2.5,
      configurable_features: ['account', 'country'],
    });
    await given.setting({ name: 'search.page_size', type: 'int' });
    await given.rule({ setting: SETTING, feature_values: { account: 'jim' }, value: 4 });
    const rule = await given.rule({ setting: SETTING, feature_values: { country: 'DE' }, value: 9 });
    // The change of a second editor is a conflict, which the browser writes to its console.
    ui.expectComplaint(/412/);

    // Find the setting that the alert names.
    await ui.open();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('payment.timeout');
    await page.getByRole('menuitem', { name: new RegExp(SETTING) }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: SETTING }).waitFor();

    // See why it has its value in the context of the trouble.
    await typeInto(page, page.getByRole('combobox', { name: 'country' }), 'DE');
    await page.keyboard.press('Enter');
    const row = page.getByRole('row').filter({ hasText: `rule ${rule}` });
    await row.getByText('wins').waitFor();

    // Change the rule, with a note.
    await tabTo(page, page.getByRole('link', { name: `rule ${rule}`, exact: true }));
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: `Edit rule ${rule}` });
    await typeInto(page, dialog.getByRole('textbox', { name: 'Value', exact: true }), '3.0');
    await dialog.getByRole('row', { name: /country = DE/ }).waitFor();
    await look(page, 'edit-rule');
    expect(await axe(page)).toEqual([]);
    await typeInto(page, dialog.getByRole('textbox', { name: 'Why do you change this?' }), 'INC-31: payments hang');

    // Somebody else is faster.
    await heksher.send('PUT', `/api/v1/rules/${rule}/value`, { value: 5 }, { 'X-Forwarded-Email': 'ann@example.com' });
    await press(page, dialog.getByRole('button', { name: 'Save', exact: true }));
    const conflict = page.getByRole('alertdialog', { name: 'Somebody else has changed this rule' });
    await conflict.getByText('ann@example.com').waitFor();
    await look(page, 'conflict');
    expect(await axe(page)).toEqual([]);
    expect(await conflict.getByRole('row', { name: /^Value/ }).textContent()).toBe('Value953.0');
    expect(await value()).toBe(5);

    // Save mine, knowing theirs, and take it back.
    await press(page, conflict.getByRole('button', { name: 'Save mine' }));
    await page.getByText(`The rule of ${SETTING} is changed.`).waitFor();
    await until(async () => (await value()) === 3, 'the value of the first editor');
    await page.keyboard.press('F6');
    await press(page, page.getByRole('button', { name: 'Undo' }));
    await until(async () => (await value()) === 5, 'the value of the second editor');
    const log = await heksher.get(`/api/v1/changes?setting=${SETTING}&order=desc&limit=2`);
    expect(log.body).toMatchObject({ changes: [{ action: 'change.undone' }, { note: 'INC-31: payments hang' }] });
  });
});
