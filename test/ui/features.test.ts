import { expect, test } from '@jest/globals';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';

describeInBrowser('context features', () => {
  const ui = usePage();

  /** Moving `user` behind `theme` changes what dark guests get. */
  async function givenFeatures(): Promise<void> {
    const configurable_features = await ui.given.features('user', 'theme');
    await ui.given.setting({ name: 'size', configurable_features });
    await ui.given.rule({ setting: 'size', feature_values: { user: 'guest' }, value: 1 });
    await ui.given.rule({ setting: 'size', feature_values: { theme: 'dark' }, value: 2 });
  }

  const order = async () =>
    ((await ui.heksher.features()).body as { context_features: string[] }).context_features.join();

  test('a move says which values it changes, is written with a note, and can be taken back', async () => {
    await givenFeatures();
    await ui.open('context-features');
    await ui.page.getByRole('row', { name: 'user' }).waitFor();
    await look(ui.page, 'context-features');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);

    await ui.page.getByRole('button', { name: 'Move user down' }).click();
    const dialog = ui.page.getByRole('dialog', { name: 'Move user' });
    await dialog.getByText('1 setting has another value in 1 kind of context.').waitFor();
    expect(await dialog.getByRole('row', { name: /^size/ }).textContent()).toMatch(/guest.*21$/);
    expect(await axe(ui.page)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Note' }).fill('guests first');
    await dialog.getByRole('button', { name: 'Move it' }).click();

    await ui.page.getByText('The feature user is moved.').waitFor();
    expect(await order()).toBe('theme,user');
    const { body } = await ui.heksher.get('/api/v1/changes?order=desc&limit=1');
    expect(body).toMatchObject({ changes: [{ note: 'guests first' }] });
    await ui.page.getByRole('button', { name: 'Undo' }).click();
    await ui.page.getByText('The change is taken back.').waitFor();
    expect(await order()).toBe('user,theme');
  });

  test('if somebody else was faster, both orders are shown, and nothing is written', async () => {
    await givenFeatures();
    await ui.open('context-features');
    await ui.page.getByRole('button', { name: 'Move user down' }).click();
    await ui.page.getByText('1 setting has another value').waitFor();
    ui.expectComplaint(/412/);

    await ui.given.feature('other');
    await ui.page.getByText('Somebody else has changed the features meanwhile.').waitFor();
    await ui.page.getByRole('heading', { name: 'The order that you wanted' }).waitFor();
    expect(await order()).toBe('user,theme,other');
    await ui.page.getByRole('button', { name: 'See what it would change now' }).click();
    await ui.page.getByText('1 setting has another value').waitFor();
    await ui.page.getByRole('button', { name: 'Move it' }).click();

    await ui.page.getByText('The feature user is moved.').waitFor();
    expect(await order()).toBe('theme,user,other');
  });

  test('features are dragged by keyboard', async () => {
    await givenFeatures();
    await ui.open('context-features');

    await ui.page.getByRole('row', { name: 'theme' }).focus();
    await ui.page.keyboard.press('ArrowRight');
    await ui.page.keyboard.press('Enter');
    const places = ui.page.getByRole('button', { name: /^Insert/ }).and(ui.page.locator(':focus'));
    await places.waitFor();
    await ui.page.keyboard.press('Home');
    await places.and(ui.page.getByRole('button', { name: 'Insert before user' })).waitFor();
    await ui.page.keyboard.press('Enter');

    await ui.page.getByRole('dialog', { name: 'Move theme' }).getByText('1 setting has another value').waitFor();
  });

  test('a feature in use cannot be deleted, and the settings that use it are named; another one can', async () => {
    await givenFeatures();
    await ui.open('context-features');

    await ui.page.getByRole('button', { name: 'Add a feature' }).click();
    await ui.page.getByRole('textbox', { name: 'Name' }).fill('extra');
    await ui.page.getByRole('button', { name: 'Add', exact: true }).click();
    await ui.page.getByText('The feature extra is added.').waitFor();
    await ui.page.getByRole('button', { name: 'Delete user' }).click();
    await ui.page.getByRole('dialog').getByText('A setting is configurable by it').waitFor();
    await ui.page.getByRole('dialog').getByRole('link', { name: 'size' }).waitFor();
    await ui.page.keyboard.press('Escape');
    await ui.page.getByRole('dialog').waitFor({ state: 'detached' });
    await ui.page.getByRole('button', { name: 'Delete extra' }).click();
    await ui.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();

    await ui.page.getByText('The feature extra is deleted.').waitFor();
    expect(await order()).toBe('user,theme');
  });

  test('the known values of a feature lead to the rules that have them', async () => {
    await givenFeatures();
    await ui.open('context-features?feature=theme');

    await ui.page.getByRole('link', { name: 'dark' }).click();

    await ui.page.waitForURL('**/ui/rules?feature_values=theme%3Adark');
    await ui.page.getByRole('row', { name: /size/ }).waitFor();
  });
});
