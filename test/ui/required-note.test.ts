import { beforeEach, expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { describeInBrowser } from './support/browser.js';
import { usePage } from './support/page.js';
import { previewed } from './support/preview.js';

const NOTE = { 'Heksher-Note': 'set-up' };

describeInBrowser('a service that requires a note', () => {
  const ui = usePage({ isNoteRequired: true });
  const button = (name: string) => ui.page.getByRole('button', { name, exact: true });
  const field = (name: string) => ui.page.getByRole('textbox', { name, exact: true });
  const missing = () => ui.page.getByText('A note is required here: say why.');

  beforeEach(async () => {
    ui.expectComplaint(/422/);
    await ui.heksher.send('POST', '/api/v1/context_features', { context_feature: 'user' }, NOTE);
    await ui.given.setting({ name: 'size', type: 'int', default_value: 5, configurable_features: ['user'] });
    const rule = { setting: 'size', feature_values: { user: 'guest' }, value: 10 };
    expect((await ui.heksher.send('POST', '/api/v1/rules', rule, NOTE)).status).toBe(201);
  });

  async function expectAtField(note: Locator): Promise<void> {
    await missing().waitFor();
    expect(await note.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await note.getAttribute('aria-invalid')).toBe('true');
    await note.fill('TICKET-7');
    await missing().waitFor({ state: 'detached' });
  }

  test('a rule without one is not saved, and its field says so and has the focus', async () => {
    await ui.open('settings/size');
    await button('Edit rule 1').click();
    await field('Value').fill('20');
    await previewed(ui.page.getByRole('dialog'));
    await ui.page.getByText('Something changes in 1 context:').waitFor();
    await button('Save').click();

    await expectAtField(field('Why do you change this?'));
    await button('Save').click();

    await ui.page.getByText('The rule of size is changed.').waitFor();
    await button('Undo').click();
    await ui.page.getByText('The change is taken back.').waitFor();
  });

  test.each([
    ['rules that are deleted', 'settings/size', 'Delete rule 1', 'Delete', 'The rule is deleted.'],
    ['a feature that is moved', 'context-features', 'Move other up', 'Move it', 'The feature other is moved.'],
    ['a change that is taken back', 'changes?rule=1', 'Undo', 'Take it back', 'The change is taken back.'],
  ])('%s: the note is asked for at its field', async (_, address, open, confirm, done) => {
    await ui.heksher.send('POST', '/api/v1/context_features', { context_feature: 'other' }, NOTE);
    await ui.open(address);
    await button(open).click();
    await button(confirm).click();

    await expectAtField(field('Note'));
    await button(confirm).click();

    await ui.page.getByText(done).waitFor();
  });
});
