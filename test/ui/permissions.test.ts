import { beforeEach, expect, test } from '@jest/globals';
import { ADMIN_TOKEN, accessOn } from '../access/access.js';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';

describeInBrowser('somebody whose role is limited to some settings', () => {
  const ui = usePage({ access: accessOn() });
  const asAdmin = { Authorization: `Bearer ${ADMIN_TOKEN}` };
  const send = async (method: string, path: string, body: unknown) => {
    const answer = await ui.heksher.send(method, path, body, asAdmin);
    expect([200, 201, 204]).toContain(answer.status);
    return answer;
  };
  const button = (name: string | RegExp) => ui.page.getByRole('button', { name });
  const change = (name: RegExp) => ui.page.getByRole('article', { name });
  const LIMIT = 'You may change only settings that begin with “web.”.';

  beforeEach(async () => {
    ui.expectComplaint(/401/);
    await send('POST', '/api/v1/context_features', { context_feature: 'user' });
    for (const name of ['web.size', 'shop.size']) {
      const setting = { name, type: 'int', default_value: 7, configurable_features: ['user'] };
      await send('POST', '/api/v1/settings/declare', setting);
      await send('POST', '/api/v1/rules', { setting: name, feature_values: { user: 'guest' }, value: 1 });
    }
  });

  async function signIn(role: 'editor' | 'admin', address: string): Promise<void> {
    const made = await send('POST', '/api/v1/tokens', { name: `web-${role}`, role, prefixes: ['web.'] });
    await ui.open(address);
    await ui.page.getByLabel('Access token').fill((made.body as { token: string }).token);
    await button('Sign in with a token').click();
    await ui.page.getByRole('heading', { level: 1 }).waitFor();
  }

  test('a setting outside offers no change, and says why', async () => {
    await signIn('admin', 'settings/shop.size');
    const why = ui.page.getByText('No “New rule”');
    await why.waitFor();

    expect(await button(/New rule|Edit|Delete|Restore|Copy/).count()).toBe(0);
    expect(await why.textContent()).toContain(LIMIT);
    await why.hover();
    await ui.page.getByText(LIMIT, { exact: true }).waitFor();
    await ui.page.keyboard.press('n');
    await ui.page.keyboard.press('e');
    expect(await ui.page.getByRole('dialog').count()).toBe(0);
    await look(ui.page, 'not-allowed');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
  });

  test('a setting inside offers what the role allows', async () => {
    await signIn('editor', 'settings/web.size');
    await button('New rule').waitFor();

    expect(await button('Edit rule 1').count()).toBe(1);
    expect(await button(/Edit setting|Delete…|Restore/).count()).toBe(0);
    expect(await ui.page.getByText('No “New rule”').count()).toBe(0);
  });

  test('only changes inside can be taken back', async () => {
    await signIn('editor', 'changes');

    await change(/rule user=guest with the value 1 to web.size/)
      .getByRole('button', { name: 'Undo' })
      .waitFor();
    const outside = change(/rule user=guest with the value 1 to shop.size/);
    expect(await outside.getByText('No “Undo”').textContent()).toContain(LIMIT);
    expect(await outside.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    const declared = change(/^Added the setting web.size/);
    expect(await declared.getByText('No “Undo”').textContent()).toContain(
      'This needs the role admin. You have the role editor.',
    );
  });

  test('context features and tokens concern all settings', async () => {
    await signIn('admin', 'context-features');
    await ui.page.getByText(LIMIT).waitFor();
    expect(await button(/Add a feature|Move|Delete/).count()).toBe(0);

    await ui.page.getByRole('link', { name: 'Access', exact: true }).click();
    await ui.page.getByText('No “New token…”').waitFor();

    expect(await button(/New token|Change|New secret|Revoke/).count()).toBe(0);
  });

  test('a selection that reaches outside cannot be changed', async () => {
    await signIn('admin', 'settings');
    await ui.page.getByRole('checkbox', { name: 'Select web.size' }).press('Space');
    await button('Set metadata…').waitFor();

    await ui.page.getByRole('checkbox', { name: 'Select shop.size' }).press('Space');

    await ui.page.getByText('You may not change all of these settings.').waitFor();
    expect(await button(/Set metadata|Delete/).count()).toBe(0);
  });

  test('a new setting needs a name inside', async () => {
    await signIn('admin', 'settings');
    await button('New setting').click();

    await ui.page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('shop.color');

    await ui.page.getByText('You may choose only a name that begins with “web.”.').waitFor();
  });
});
