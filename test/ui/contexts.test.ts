import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';

describeInBrowser('settings in contexts', () => {
  const ui = usePage();

  /** `size` differs for guests, `title` is the same for all. */
  async function givenSettings(): Promise<void> {
    await ui.given.features('user', 'theme');
    const configurable_features = ['user', 'theme'];
    await ui.given.setting({ name: 'size', type: 'float', default_value: 10, configurable_features });
    await ui.given.setting({ name: 'title', type: 'str', default_value: '=1+1', configurable_features });
    const rule = '{"setting": "size", "feature_values": {"user": "guest"}, "value": 12345678901234567890.50}';
    const answer = await ui.heksher.send('POST', '/api/v1/rules', rule, { 'Content-Type': 'application/json' });
    expect(answer.status).toBe(201);
  }

  test('contexts are compared side by side, and differences stand out in words', async () => {
    await givenSettings();

    await ui.open('contexts?a=user:guest&b=none');

    const size = ui.page.getByRole('row', { name: /^size/ });
    await size.waitFor();
    expect(await size.textContent()).toMatch(/^sizediffers12345678901234567890\.50rule \d+10default$/);
    expect(await ui.page.getByRole('row', { name: /^title/ }).textContent()).toContain('same');
    await look(ui.page, 'contexts');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);

    await ui.page.getByRole('checkbox', { name: 'Only differences' }).check();
    await ui.page.getByText('1 setting', { exact: true }).waitFor();
    await size.getByRole('link').nth(1).click();
    await ui.page.waitForURL('**/ui/settings/size?context=user%3Aguest');
  });

  test('a context is chosen from known values, and its settings are exported with all digits', async () => {
    await givenSettings();
    await ui.open('contexts');
    await ui.page.getByRole('row', { name: /^size/ }).waitFor();

    await ui.page.getByRole('button', { name: 'Known values of user' }).click();
    await ui.page.getByRole('option', { name: /guest/ }).click();
    await ui.page.waitForURL('**/ui/contexts?a=user%3Aguest');
    await ui.page.getByRole('row', { name: /12345678901234567890\.50/ }).waitFor();

    const texts: string[] = [];
    for (const format of ['YAML', 'JSON', /CSV/]) {
      await ui.page.getByRole('button', { name: 'Export' }).click();
      const download = ui.page.waitForEvent('download');
      await ui.page.getByRole('menuitem', { name: format }).click();
      texts.push(readFileSync(await (await download).path(), 'utf8'));
    }
    expect(texts).toEqual([
      '- setting: "size"\n  "user:guest": 12345678901234567890.50\n- setting: "title"\n  "user:guest": "=1+1"\n',
      expect.stringContaining('"user:guest": 12345678901234567890.50'),
      "\uFEFFsetting,user:guest\r\nsize,12345678901234567890.50\r\ntitle,'=1+1\r\n",
    ]);
  });

  test('a context is kept by name in the browser, and picked for another column', async () => {
    await givenSettings();
    await ui.open('contexts?a=user:guest&b=none');

    await ui.page.getByRole('button', { name: 'Kept contexts for context A' }).click();
    await ui.page.getByRole('menuitem', { name: 'Keep or forget contexts…' }).click();
    await ui.page.getByRole('textbox', { name: 'Name' }).fill('a guest');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('button', { name: 'Forget a guest' }).waitFor();
    await ui.page.keyboard.press('Escape');
    await ui.page.reload();
    await ui.page.getByRole('button', { name: 'Kept contexts for context B' }).click();
    await ui.page.getByRole('menuitem', { name: /a guest/ }).click();

    await ui.page.waitForURL('**/ui/contexts?a=user%3Aguest&b=user%3Aguest');
    await ui.page.getByRole('row', { name: /^size.*same/ }).waitFor();
  });
});
