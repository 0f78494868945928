import { beforeEach, expect, test } from '@jest/globals';
import { answered } from '../support/until.js';
import { describeInBrowser } from './support/browser.js';
import { look } from './support/look.js';
import { usePageOf } from './support/page.js';
import { previewed } from './support/preview.js';
import { startShakyApp } from './support/shaky-app.js';

const NOT_LIVE = 'Not live: the change stream is interrupted. The page goes on trying.';

describeInBrowser('a page that is open', () => {
  const ui = usePageOf(startShakyApp, { staleIfErrorSeconds: 3600 });
  const dialog = () => ui.page.getByRole('dialog');
  const value = () => dialog().getByRole('textbox', { name: 'Value', exact: true });
  const button = (name: string) => ui.page.getByRole('button', { name, exact: true });
  let rule: number;

  beforeEach(async () => {
    ui.expectComplaint(
      /503|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE/,
    );
    await ui.given.features('user');
    await ui.given.setting({ name: 'size', type: 'int', default_value: 5, configurable_features: ['user'] });
    rule = await ui.given.rule({ setting: 'size', feature_values: { user: 'guest' }, value: 10 });
  });

  async function edit(): Promise<void> {
    await ui.open('settings/size');
    await button(`Edit rule ${rule}`).click();
    await value().fill('20');
    await previewed(dialog());
  }

  async function saveAtLast(): Promise<void> {
    expect(await value().inputValue()).toBe('20');
    await button('Save').click();
    await ui.page.getByText('The rule of size is changed.').waitFor();
    expect((await ui.heksher.rule(rule)).body).toMatchObject({ value: 20 });
  }

  test('while the database is away it says so with the id of the request, and keeps what is typed', async () => {
    await edit();
    await ui.network.refuse();
    await button('Save').click();
    const alert = dialog().getByRole('alert').filter({ hasText: 'The service cannot reach its database.' });
    await alert.getByText(/^Request \S+$/).waitFor();
    await look(ui.page, 'database-away');

    await ui.network.restore();

    await answered(() => ui.heksher.get('/api/health/ready'), 200);
    await saveAtLast();
  });

  test('a list that the database cannot give is read by trying again', async () => {
    await ui.network.refuse();
    await ui.open('settings');
    await ui.page.getByText('The service cannot reach its database.').first().waitFor();

    await ui.network.restore();
    await ui.page.getByRole('alert').getByRole('button', { name: 'Try again' }).last().click();

    await ui.page.getByRole('rowheader', { name: 'size' }).waitFor();
  });

  test('while stale answers are on, it says since when values in contexts may be out of date', async () => {
    await ui.open('contexts?a=user:guest');
    await ui.page.getByRole('row', { name: /size.*10/ }).waitFor();
    await ui.network.refuse();
    await ui.page.reload();

    await ui.page.getByText('The database is away.').waitFor();
    await ui.page.getByRole('row', { name: /size.*10/ }).waitFor();
    await ui.network.restore();

    await ui.page.getByText('The database is away.').waitFor({ state: 'detached' });
  });

  test('after the stream was refused for a while, the page has what happened meanwhile', async () => {
    await ui.open('settings');
    await ui.page.getByRole('rowheader', { name: 'size' }).waitFor();
    const refusal = { status: 503, json: { detail: 'not now' } };
    await ui.page.route('**/changes/stream', (route) => route.fulfill(refusal));
    const isRefused = ui.page.waitForResponse((response) => response.status() === 503);
    await ui.stopService();
    await ui.startService();
    await isRefused;
    await ui.page.getByText(NOT_LIVE).waitFor();
    await ui.given.setting({ name: 'speed', type: 'int', configurable_features: ['user'] });

    await ui.page.unroute('**/changes/stream');

    await ui.page.getByRole('rowheader', { name: 'speed' }).waitFor();
    await ui.page.getByText(NOT_LIVE).waitFor({ state: 'detached' });
  });

  test('when the service is restarted, the page is live again, has what happened, and keeps what is typed', async () => {
    const other = await ui.replica();
    await edit();
    await ui.stopService();
    await ui.page.getByText(NOT_LIVE).waitFor();
    await other.addRule({ setting: 'size', feature_values: { user: 'jim' }, value: 77 });

    await ui.startService();

    await ui.page.getByText(NOT_LIVE).waitFor({ state: 'detached' });
    await ui.page.locator('tr', { hasText: 'jim' }).waitFor({ state: 'attached' });
    await previewed(dialog());
    ui.expectComplaint(/412/); // another rule of the setting has changed
    await saveAtLast();
  });
});
