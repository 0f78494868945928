import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ADMIN_TOKEN, accessOn } from '../access/access.js';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { press, tabTo, typeInto } from './support/keyboard.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';

/** Changes a value, adds a rule and a setting, and lacks a rule of `size`. */
const DOCUMENT = `format: "heksher/v1"
scope: { prefixes: ["shop."] }
settings:
  shop.size:
    type: "int"
    default_value: 50
    configurable_features: ["account", "theme"]
    version: "1.0"
    rules:
      - when: { account: "jim" }
        value: 20
        metadata: { information: "TICKET-7" }
      - when: { account: "john", theme: "dark" }
        value: 12345678901234567890
  shop.title:
    type: "str"
    default_value: "no"
    configurable_features: ["account"]
    version: "1.0"
`;

describeInBrowser('a plan', () => {
  const ui = usePage();
  const result = () => ui.page.getByRole('heading', { name: 'What would change' });
  const field = () => ui.page.getByRole('textbox', { name: 'Document (YAML or JSON)' });
  const applied = () => ui.page.getByText(/^The document is applied, as/);
  const planButton = () => ui.page.getByRole('button', { name: 'Plan', exact: true });

  async function givenShop(): Promise<{ jim: number; ann: number }> {
    const configurable_features = await ui.given.features('account', 'theme');
    await ui.given.setting({ name: 'shop.size', type: 'int', default_value: 50, configurable_features });
    const as = { 'X-Forwarded-Email': 'ann@example.com' };
    const add = async (account: string, value: number) => {
      const rule = { setting: 'shop.size', feature_values: { account }, value };
      return ((await ui.heksher.send('POST', '/api/v1/rules', rule, as)).body as { rule_id: number }).rule_id;
    };
    return { jim: await add('jim', 10), ann: await add('ann', 7) };
  }

  async function setValue(rule: number, value: number): Promise<void> {
    const as = { 'X-Forwarded-Email': 'eve@example.com' };
    expect((await ui.heksher.send('PUT', `/api/v1/rules/${rule}/value`, { value }, as)).status).toBe(204);
  }

  const rules = async () => {
    const { body } = await ui.heksher.get('/api/v1/rules?setting=shop.size');
    return (body as { rules: { feature_values: unknown; value: unknown }[] }).rules.map(({ value }) => value).sort();
  };

  test('a pasted document is planned, shown with what it overwrites, applied with a note, and undone', async () => {
    const { page } = ui;
    await givenShop();
    await ui.open('plan');

    await field().fill(DOCUMENT);
    await page.getByText('settings whose names begin with').getByText('shop.', { exact: true }).waitFor();
    await page.getByRole('checkbox', { name: 'Delete rules that the document does not have' }).check();
    await planButton().click();

    await result().waitFor();
    await page.getByText('It would create 2 things, change 1 thing and delete 1 thing.').waitFor();
    const size = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'shop.size' }) });
    await size.getByText('Changes the rule account=jim').first().waitFor();
    await size.getByText('Takes back or overwrites a change by ann@example.com').first().waitFor();
    await size.getByText('12345678901234567890').waitFor();
    await size.getByText('Deletes the rule account=ann').waitFor();
    await page.getByRole('row', { name: /account = ann/ }).waitFor();
    await look(page, 'plan');
    expect(await axe(page)).toEqual([]);
    expect(await overflow(page, 320)).toBe(0);
    expect(await rules()).toEqual([10, 7]);

    await page.getByRole('textbox', { name: 'Note' }).fill('TICKET-7: from the repository');
    await page.getByRole('button', { name: 'Apply' }).click();
    await applied().waitFor();
    await look(page, 'plan-applied');
    const log = await ui.heksher.get('/api/v1/changes?order=desc&limit=1');
    expect(log.body).toMatchObject({ changes: [{ note: 'TICKET-7: from the repository' }] });

    await planButton().click();
    await page.getByText('Nothing: everything is as the document says.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The change is taken back.').waitFor();
    expect(await rules()).toEqual([10, 7]);
  });

  test('without a scope nothing can be deleted, and the page says how to get one', async () => {
    await givenShop();
    await ui.open('plan');

    await field().fill(DOCUMENT.replace(/^scope.*\n/m, ''));

    await ui.page.getByText('The document has no scope').waitFor();
    expect(await ui.page.getByRole('checkbox', { name: /^Delete rules/ }).isDisabled()).toBe(true);
  });

  test('a fault of the text is shown with its line while somebody types, and the page leads there', async () => {
    const { page } = ui;
    await ui.open('plan');

    await field().fill('format: "heksher/v1"\nsettings:\n  shop.size:\n    default_value: no\n');

    const alert = page.getByRole('alert');
    await alert.getByText('Line 4, column 20: YAML tools disagree about no: write "no" or false').waitFor();
    expect(await planButton().isDisabled()).toBe(true);
    await look(page, 'plan-fault');
    expect(await axe(page)).toEqual([]);
    expect(await overflow(page, 320)).toBe(0);
    await alert.getByRole('button', { name: 'Go to line 4' }).click();
    await page.keyboard.type('    default_value: "no"');
    await alert.waitFor({ state: 'detached' });
  });

  test('faults that the service finds are shown at their lines', async () => {
    ui.expectComplaint(/400 .*plan/);
    await givenShop();
    await ui.open('plan');

    await field().fill(DOCUMENT.replace('value: 20', 'value: "many"'));
    await planButton().click();

    await ui.page
      .getByRole('alert')
      .getByText(/^Line 11, column 9:/)
      .waitFor();
  });

  test('a document is chosen from a file or dropped, in JSON as well, and too long a text is not edited', async () => {
    const { page } = ui;
    await givenShop();
    await ui.open('plan');
    const json = JSON.stringify({ format: 'heksher/v1', settings: {} });

    await page.locator('input[type=file]').setInputFiles({ name: 'a.json', mimeType: '', buffer: Buffer.from(json) });
    await page.getByText('a.json, 1 line').waitFor();
    await planButton().click();
    await page.getByText('Nothing: everything is as the document says.').waitFor();

    const buffer = Buffer.from(`${DOCUMENT}${'# a comment\n'.repeat(30_000)}`);
    await page.locator('input[type=file]').setInputFiles({ name: 'b.yaml', mimeType: '', buffer });
    await page.getByText('The text is too long to be edited here.').waitFor();
    await planButton().click();
    await page.getByText('Adds the rule account=john, theme=dark').waitFor();

    await page.getByRole('button', { name: 'Clear' }).click();
    await field().waitFor();
    const dropped = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'c.yaml'));
      return data;
    }, DOCUMENT);
    await field().dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByText('c.yaml, 19 lines').waitFor();

    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'd', mimeType: '', buffer: Buffer.from([0xff, 0xfe]) });
    await page.getByText('The file is not UTF-8 text.').waitFor();
  });

  test('a plan that has gone stale is not applied, and says who was faster', async () => {
    ui.expectComplaint(/412/);
    const { page } = ui;
    const { jim } = await givenShop();
    await page.route('**/api/v1/changes/stream', (route) => route.abort()); // so that the service is the first to notice
    ui.expectComplaint(/changes\/stream/);
    await ui.open('plan');
    await field().fill(DOCUMENT);
    await planButton().click();
    await result().waitFor();

    await setValue(jim, 11);
    await page.getByRole('button', { name: 'Apply' }).click();

    const alert = page.getByRole('alert');
    await alert.getByText('Value of a rule changed by eve@example.com').waitFor();
    await look(page, 'plan-stale');
    expect(await axe(page)).toEqual([]);
    expect(await rules()).toEqual([11, 7]);
    await alert.getByRole('button', { name: 'Plan again' }).click();
    await page.getByText('Takes back or overwrites a change by eve@example.com').waitFor();
    await page.getByRole('button', { name: 'Apply' }).click();
    await applied().waitFor();
    expect(await rules()).toEqual([12345678901234567890, 20, 7]);
  });

  test('it says at once that it has gone stale, and the note stays', async () => {
    const { page } = ui;
    const { jim } = await givenShop();
    await ui.given.setting({ name: 'other', configurable_features: ['account'] });
    const other = await ui.given.rule({ setting: 'other', feature_values: { account: 'jim' }, value: 1 });
    await ui.open('plan');
    await field().fill(DOCUMENT);
    await planButton().click();
    await page.getByRole('textbox', { name: 'Note' }).fill('TICKET-7');

    await setValue(other, 2);
    await setValue(jim, 11);

    const alert = page.getByRole('alert');
    await alert.getByText('Value of a rule changed by eve@example.com').waitFor();
    expect(await page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    await alert.getByRole('button', { name: 'Plan again' }).click();
    await page.getByText('Takes back or overwrites a change by eve@example.com').waitFor();
    expect(await page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('TICKET-7');
  });

  test('warnings are shown: a setting is found by its alias', async () => {
    const { page } = ui;
    await givenShop();
    const configurable_features = ['account'];
    await ui.given.setting({ name: 'shop.title', type: 'str', default_value: 'no', configurable_features });
    const rename = { op: 'setting.change', setting: 'shop.title', name: 'shop.heading' };
    const renamed = await ui.heksher.send('POST', '/api/v1/change_sets', { operations: [rename] });
    expect(renamed.body).toMatchObject({ results: [{ outcome: 'changed' }] });
    await ui.open('plan');

    await field().fill(DOCUMENT);
    await planButton().click();

    await page.getByRole('region', { name: 'Warnings' }).getByText('shop.title is now called shop.heading').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  test('all of it works by keyboard, and what was entered is there after another screen', async () => {
    const { page } = ui;
    await givenShop();
    await ui.open('settings');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();

    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'Plan' }).waitFor();
    await typeInto(page, field(), '{"format":"heksher/v1","settings":{"shop.size":{"type":"int","default_value":50,');
    await page.keyboard.type(
      '"configurable_features":["account","theme"],"version":"1.0","rules":[{"when":{},"value":1.0}]}}}',
    );
    await page.getByText('The document has no scope').waitFor();
    await press(page, planButton());
    await page.getByText('Adds the rule for everyone').waitFor();
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('context feat');
    await page.getByRole('menuitem', { name: 'Context features' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Context features' }).waitFor();
    await page.goBack();
    await page.getByText('Adds the rule for everyone').waitFor();
    await press(page, page.getByRole('button', { name: 'Apply' }));

    await applied().waitFor();
    await page.keyboard.press('F6');
    await tabTo(page, page.getByRole('button', { name: 'Undo' }));
    expect(await rules()).toEqual([1, 10, 7]);
  });

  test('lists are exported as documents, which change nothing', async () => {
    const { page } = ui;
    await givenShop();
    await ui.given.setting({ name: 'other', type: 'str', default_value: '' });

    for (const [address, settings] of [
      ['settings', ['other', 'shop.size']],
      ['settings?q=shop', ['shop.size']],
      ['rules', ['shop.size']],
    ] as const) {
      await ui.open(address);
      await page.getByRole('row').nth(1).waitFor();
      await page.getByRole('button', { name: 'Export' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: /^Document/ }).click();

      const text = readFileSync(await (await download).path(), 'utf8');
      expect([...text.matchAll(/^ {2}([a-z.]+):$/gm)].map(([, name]) => name)).toEqual(settings);
      expect(text).toMatch(/^format: "heksher\/v1"\n/);
      expect(text).toContain('      - when: { account: "jim" }\n        value: 10\n');
      await ui.open('plan');
      await field().fill(text);
      await planButton().click();
      await page.getByText('Nothing: everything is as the document says.').waitFor();
    }
  });
});

describeInBrowser('a plan, if the service requires a note', () => {
  const ui = usePage({ isNoteRequired: true });

  test('it is not applied without one, and the field says so', async () => {
    ui.expectComplaint(/422/);
    const { page } = ui;
    await ui.open('plan');
    const document = '{"format": "heksher/v1", "context_features": ["account"], "settings": {}}';
    await page.getByRole('textbox', { name: 'Document (YAML or JSON)' }).fill(document);
    await page.getByRole('button', { name: 'Plan', exact: true }).click();

    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('A note is required here: say why.').waitFor();
    await page.getByRole('textbox', { name: 'Note' }).fill('TICKET-7');
    await page.getByRole('button', { name: 'Apply' }).click();

    await page.getByText(/^The document is applied, as/).waitFor();
  });
});

describeInBrowser('a plan, while access is on', () => {
  const ui = usePage({ access: accessOn() });

  test('somebody who may not apply it is told which role it needs, and still sees what it would change', async () => {
    ui.expectComplaint(/401/);
    const body = { name: 'bot', role: 'reader' };
    const made = await ui.heksher.send('POST', '/api/v1/tokens', body, { Authorization: `Bearer ${ADMIN_TOKEN}` });
    await ui.open('plan');
    await ui.page.getByLabel('Access token').fill((made.body as { token: string }).token);
    await ui.page.getByRole('button', { name: 'Sign in with a token' }).click();

    const document = '{"format": "heksher/v1", "context_features": ["account"], "settings": {}}';
    await ui.page.getByRole('textbox', { name: 'Document (YAML or JSON)' }).fill(document);
    await ui.page.getByRole('button', { name: 'Plan', exact: true }).click();

    await ui.page.getByText('This needs the role admin. You have the role reader.').waitFor();
    expect(await ui.page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
  });
});
