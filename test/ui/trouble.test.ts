import { expect, test } from '@jest/globals';
import { ADMIN_TOKEN, accessOn } from '../access/access.js';
import { describeInBrowser } from './support/browser.js';
import { look } from './support/look.js';
import { usePage } from './support/page.js';
import { previewed } from './support/preview.js';

describeInBrowser('a page that the service does not answer', () => {
  const ui = usePage();

  test('it says so in words, and trying again works', async () => {
    ui.expectComplaint(/ERR_FAILED|Failed to load/);
    await ui.given.setting({ name: 'speed' });
    await ui.page.route('**/api/v1/settings?*', (route) => route.abort());
    await ui.open('settings');
    await ui.page.getByRole('alert').getByText('The service cannot be reached.').waitFor();
    await look(ui.page, 'unreachable');

    await ui.page.unroute('**/api/v1/settings?*');
    await ui.page.getByRole('button', { name: 'Try again' }).click();

    await ui.page.getByRole('rowheader', { name: 'speed' }).waitFor();
  });

  test('a fault of the service is shown with the id of the request', async () => {
    ui.expectComplaint(/503/);
    const problem = { detail: 'the database does not answer in time', request_id: 'abc-7' };
    await ui.page.route('**/api/v1/settings?*', (route) => route.fulfill({ status: 503, json: problem }));
    await ui.open('settings');

    const alert = ui.page.getByRole('alert');
    await alert.getByText('The service cannot reach its database.').waitFor();
    expect(await alert.textContent()).toContain('Request abc-7');
  });

  test('names of 255 characters, text from right to left and 100 kB of markup are shown as they are', async () => {
    const name = `a.${'x'.repeat(253)}`;
    const value = `<script>alert(1)</script>${'שלום '.repeat(20_000)}`;
    await ui.given.feature('user');
    await ui.given.setting({ name, type: 'str', default_value: value, configurable_features: ['user'] });
    const rule = await ui.given.rule({ setting: name, feature_values: { user: 'a' }, value });
    await ui.open(`settings/${name}`);
    await ui.page.getByRole('heading', { name }).waitFor();

    await ui.page.getByRole('link', { name: `rule ${rule}` }).click();

    const dialog = ui.page.getByRole('dialog', { name: `rule ${rule}` });
    await dialog.waitFor();
    expect(await dialog.textContent()).toContain(JSON.stringify(value));
    await look(ui.page, 'hostile');
  });
});

describeInBrowser('a session that ends', () => {
  const ui = usePage({ access: accessOn() });
  const asAdmin = { Authorization: `Bearer ${ADMIN_TOKEN}` };

  async function newToken(name: string, role: string): Promise<{ id: string; token: string }> {
    const answer = await ui.heksher.send('POST', '/api/v1/tokens', { name, role }, asAdmin);
    return answer.body as { id: string; token: string };
  }

  async function signIn(token: string): Promise<void> {
    await ui.page.getByLabel('Access token').fill(token);
    await ui.page.getByRole('button', { name: 'Sign in with a token' }).click();
  }

  async function someSetting(): Promise<void> {
    const declaration = { name: 'size', type: 'int', default_value: 7, configurable_features: ['user'] };
    await ui.heksher.send('POST', '/api/v1/context_features', { context_feature: 'user' }, asAdmin);
    await ui.heksher.send('POST', '/api/v1/settings/declare', declaration, asAdmin);
  }

  test('what is typed stays when the token is revoked, and is saved after signing in again', async () => {
    ui.expectComplaint(/401|ERR_INCOMPLETE_CHUNKED_ENCODING/); // the stream of a revoked token is cut
    await someSetting();
    const first = await newToken('first', 'editor');
    await ui.open('settings/size');
    await signIn(first.token);
    await ui.page.getByRole('button', { name: 'New rule' }).click();
    const dialog = ui.page.getByRole('dialog', { name: 'New rule of size' });
    await dialog.getByRole('combobox', { name: 'user' }).fill('guest');
    await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('12');
    await ui.heksher.send('DELETE', `/api/v1/tokens/${first.id}`, undefined, asAdmin);
    await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('13');
    await ui.page.getByText('Sign in again. What you have typed stays.').waitFor();
    await look(ui.page, 'session-over');

    await signIn((await newToken('second', 'editor')).token);

    await ui.page.getByText('Sign in again. What you have typed stays.').waitFor({ state: 'detached' });
    expect(await dialog.getByRole('textbox', { name: 'Value', exact: true }).inputValue()).toBe('13');
    await previewed(dialog);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await ui.page.getByText('The rule of size is added.').waitFor();
  });

  test('a reader sees everything, and is offered no change', async () => {
    ui.expectComplaint(/401/);
    await someSetting();
    await ui.open('settings/size');
    await signIn((await newToken('watcher', 'reader')).token);

    await ui.page.getByRole('row', { name: /default/ }).waitFor();

    expect(await ui.page.getByRole('button', { name: /New rule|Edit|Delete/ }).count()).toBe(0);
    await ui.page.getByText('Read only: you have the role reader.').waitFor();
  });
});
