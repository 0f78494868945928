import { expect, test } from '@jest/globals';
import { ADMIN_TOKEN, accessOn } from '../access/access.js';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';

describeInBrowser('access, while it is on', () => {
  const ui = usePage({ access: accessOn() });

  async function signIn(token: string): Promise<void> {
    ui.expectComplaint(/401/);
    await ui.open('access');
    await ui.page.getByLabel('Access token').fill(token);
    await ui.page.getByRole('button', { name: 'Sign in with a token' }).click();
    await ui.page.getByRole('heading', { name: 'Who is signed in' }).waitFor();
  }

  test('a token is made, shown once, and revoked', async () => {
    await signIn(ADMIN_TOKEN);
    await ui.page.getByRole('button', { name: 'New token' }).click();
    await ui.page.getByLabel('Name', { exact: true }).fill('pipeline');
    await ui.page.getByLabel('Only settings that begin with').fill('web.');
    await ui.page.getByRole('button', { name: 'Make the token' }).click();

    const secret = ui.page.getByLabel('Token', { exact: true });
    const me = await ui.heksher.send('GET', '/auth/me', undefined, {
      Authorization: `Bearer ${await secret.inputValue()}`,
    });
    expect(me.body).toMatchObject({ name: 'pipeline', role: 'reader', prefixes: ['web.'] });
    await ui.page.keyboard.press('Escape');
    expect(await secret.isVisible()).toBe(true);
    await ui.page.getByRole('button', { name: 'I have kept it' }).click();
    await secret.waitFor({ state: 'detached' });
    await look(ui.page, 'access');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);

    await ui.page.getByRole('article', { name: 'pipeline' }).getByRole('button', { name: 'Revoke' }).click();
    await ui.page.getByRole('alertdialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await ui.page.getByRole('article', { name: 'pipeline' }).waitFor({ state: 'detached' });
  });

  test('somebody who is no administrator is told which role is needed', async () => {
    const body = { name: 'reader', role: 'reader' };
    const made = await ui.heksher.send('POST', '/api/v1/tokens', body, { Authorization: `Bearer ${ADMIN_TOKEN}` });

    await signIn((made.body as { token: string }).token);

    await ui.page
      .getByText('Only the role admin may see and manage access tokens. You have the role reader.')
      .waitFor();
    expect(await ui.page.getByRole('button', { name: 'New token' }).count()).toBe(0);
  });
});

describeInBrowser('access, while it is off', () => {
  const ui = usePage();

  test.each(['access', 'about'])('%s says that everybody may do everything', async (address) => {
    await ui.open(address);

    await ui.page.getByText(/everybody who reaches this page or the service may do everything/).waitFor();
  });

  test('about says what the service is and how it is', async () => {
    await ui.given.features('user');
    await ui.open('about');

    await ui.page.getByText('healthy: the database answers').waitFor();
    await ui.page.getByText('live: changes appear as they happen').waitFor();
    await ui.page.getByRole('link', { name: 'change 2', exact: true }).waitFor();
    await look(ui.page, 'about');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
  });
});
