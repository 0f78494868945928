import { beforeEach, expect, test } from '@jest/globals';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';
import { previewed } from './support/preview.js';

const BIG = '12345678901234567890';

describeInBrowser('the rules of a setting', () => {
  const ui = usePage();
  /** Not a message at the edge, which is an alertdialog as well. */
  const dialog = () => ui.page.locator('[role="dialog"], [role="alertdialog"]:not([aria-modal="false"])').last();
  const value = () => dialog().getByRole('textbox', { name: 'Value', exact: true });
  const condition = (feature: string) => dialog().getByRole('combobox', { name: feature });
  const click = (name: string) => ui.page.getByRole('button', { name, exact: true }).click();
  const save = async () => {
    await previewed(dialog());
    await dialog().getByRole('button', { name: 'Save', exact: true }).click();
  };
  /** What the service has, as text: digits would be lost by reading it. */
  const stored = async (id: number) => (await ui.heksher.get(`/api/v1/rules/${id}`)).text;
  const rules = async () =>
    (
      (await ui.heksher.get('/api/v1/settings/cache.size/rules')).body as {
        rules: { value: unknown; feature_values: [string, string][] }[];
      }
    ).rules.map(({ value: of, feature_values }) => [of, Object.fromEntries(feature_values)]);
  let guest: number;

  beforeEach(async () => {
    await ui.given.features('account', 'user');
    await ui.given.setting({
      name: 'cache.size',
      type: 'int',
      default_value: 64,
      configurable_features: ['account', 'user'],
    });
    guest = await ui.given.rule({ setting: 'cache.size', feature_values: { user: 'guest' }, value: 10 });
  });

  test('a rule is added with all digits of its value, once it is seen for whom that changes', async () => {
    await ui.open('settings/cache.size');
    await click('New rule');
    await condition('account').fill('jim');
    await value().fill(BIG);

    await dialog().getByRole('region', { name: 'What changes' }).getByText(BIG).first().waitFor();
    await look(ui.page, 'rule-dialog');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
    await save();

    await ui.page.getByText('The rule of cache.size is added.').waitFor();
    expect(await stored(guest + 1)).toContain(`"value":${BIG}`);
  });

  test('a rule is changed with a note, and Undo takes that back', async () => {
    await ui.open('settings/cache.size');
    await click(`Edit rule ${guest}`);
    await value().fill('20');
    await dialog().getByRole('textbox', { name: 'Note of the rule' }).fill('for TICKET-7');
    await dialog().getByRole('textbox', { name: 'Why do you change this?' }).fill('slow pages');
    await save();

    await ui.page.getByText('The rule of cache.size is changed.').waitFor();
    expect(await stored(guest)).toContain('"value":20');
    expect(await stored(guest)).toContain('"information":"for TICKET-7"');
    expect((await ui.heksher.get('/api/v1/changes?order=desc&limit=1')).text).toContain('"note":"slow pages"');

    await click('Undo');
    await ui.page.getByText('The change is taken back.').waitFor();
    expect(await stored(guest)).toContain('"value":10');
    expect(await stored(guest)).not.toContain('TICKET-7');
  });

  test('conditions that another rule has are found before they are saved, and lead to that rule', async () => {
    await ui.open('settings/cache.size');
    await click('New rule');
    await condition('user').fill('guest');
    await ui.page.keyboard.press('Tab');

    await dialog().getByText(`Rule ${guest} has the same conditions.`).waitFor();
    await click(`Edit rule ${guest} instead`);

    await dialog()
      .getByRole('heading', { name: `Edit rule ${guest}` })
      .waitFor();
    expect(await value().inputValue()).toBe('10');
  });

  test('a change of the same rule by somebody else is shown beside what was typed, which is not lost', async () => {
    ui.expectComplaint(/412/);
    await ui.open('settings/cache.size');
    await click(`Edit rule ${guest}`);
    await value().fill('20');
    await ui.heksher.send('PUT', `/api/v1/rules/${guest}/value`, { value: 15 });
    await save();

    await dialog().getByRole('heading', { name: 'Somebody else has changed this rule' }).waitFor();
    for (const side of ['10', '15', '20']) await dialog().getByRole('cell', { name: side, exact: true }).waitFor();
    await look(ui.page, 'rule-conflict');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
    expect(await stored(guest)).toContain('"value":15');

    await click('Go on editing');
    expect(await value().inputValue()).toBe('20');
    await save();
    await ui.page.getByText('The rule of cache.size is changed.').waitFor();
    expect(await stored(guest)).toContain('"value":20');
  });

  test('what somebody else changes while a rule is edited is said at once, and shown as what is stored', async () => {
    await ui.open('settings/cache.size');
    await click(`Edit rule ${guest}`);
    await value().fill('20');

    await ui.heksher.send('PUT', `/api/v1/rules/${guest}/value`, { value: 15 });

    await dialog().getByText('Somebody else has changed this rule since you began.').waitFor();
    expect(await dialog().getByText('Stored now').locator('..').textContent()).toBe('Stored now15');
    expect(await value().inputValue()).toBe('20');
  });

  test('a rule that somebody else has deleted can be made anew', async () => {
    ui.expectComplaint(/404|412/);
    await ui.open('settings/cache.size');
    await click(`Edit rule ${guest}`);
    await value().fill('20');
    await ui.heksher.send('DELETE', `/api/v1/rules/${guest}`);
    await save();

    await dialog().getByRole('heading', { name: 'Somebody else has deleted this rule' }).waitFor();
    await click('Save mine');

    await ui.page.getByText('is added').waitFor();
    expect(await rules()).toEqual([[20, { user: 'guest' }]]);
  });

  test('a change of another rule is no conflict', async () => {
    ui.expectComplaint(/412/);
    const jim = await ui.given.rule({ setting: 'cache.size', feature_values: { account: 'jim' }, value: 1 });
    await ui.open('settings/cache.size');
    await click(`Edit rule ${guest}`);
    await value().fill('20');
    await ui.heksher.send('PUT', `/api/v1/rules/${jim}/value`, { value: 2 });
    await save();

    await ui.page.getByText('The rule of cache.size is changed.').waitFor();
    expect(await rules()).toEqual([
      [20, { user: 'guest' }],
      [2, { account: 'jim' }],
    ]);
  });

  test('if somebody else has given a rule the same value, the page says that nothing is left to save', async () => {
    ui.expectComplaint(/412/);
    await ui.open('settings/cache.size');
    await click(`Edit rule ${guest}`);
    await value().fill('20');
    await ui.heksher.send('PUT', `/api/v1/rules/${guest}/value`, { value: 20 });
    await save();
    await dialog().getByRole('heading', { name: 'Somebody else has changed this rule' }).waitFor();
    await click('Save mine');

    await ui.page.getByText('Nothing to save: the rule already has this value.').waitFor();
    await dialog().waitFor({ state: 'detached' });
  });

  test('keys work while a message is shown', async () => {
    await ui.open('settings/cache.size');
    await click(`Edit rule ${guest}`);
    await value().fill('20');
    await save();
    await ui.page.getByText('The rule of cache.size is changed.').waitFor();

    await ui.page.keyboard.press('n');

    await dialog().getByRole('heading', { name: 'New rule of cache.size' }).waitFor();
  });

  test('many rules are copied to another account, once it is seen for whom values change', async () => {
    ui.expectComplaint(/409/);
    const jim = await ui.given.rule({ setting: 'cache.size', feature_values: { account: 'jim' }, value: 1 });
    await ui.given.rule({ setting: 'cache.size', feature_values: { account: 'jim', user: 'guest' }, value: 2 });
    await ui.given.rule({ setting: 'cache.size', feature_values: { account: 'ann' }, value: 3 });
    await ui.open('settings/cache.size');
    for (const id of [jim, jim + 1]) await ui.page.getByRole('checkbox', { name: `Select rule ${id}` }).press('Space');
    await click('Change…');
    await dialog().getByText('Copy to another value of a feature').click();
    await condition('account').fill('ann');
    await ui.page.keyboard.press('Tab');

    await dialog().getByText('1 of the copies would have the conditions of a rule that exists.').waitFor();
    await dialog().getByText('account = ann, user = guest').waitFor();
    await previewed(dialog());
    await look(ui.page, 'bulk-rules');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
    expect(await rules()).toHaveLength(4);
    await dialog().getByRole('button', { name: 'Copy', exact: true }).click();

    await ui.page.getByText('1 rule is copied.').waitFor();
    expect(await rules()).toContainEqual([2, { account: 'ann', user: 'guest' }]);
    expect(await rules()).toContainEqual([3, { account: 'ann' }]);
  });

  test('rules are deleted once it is seen for whom values change, and Undo brings them back', async () => {
    await ui.open('settings/cache.size');
    await click(`Delete rule ${guest}`);
    await dialog().getByText('user = guest').waitFor();
    await previewed(dialog());
    await dialog().getByRole('button', { name: 'Delete', exact: true }).click();
    await ui.page.getByText('The rule is deleted.').waitFor();
    expect(await rules()).toEqual([]);

    await click('Undo');
    await ui.page.getByText('The change is taken back.').waitFor();
    expect(await rules()).toEqual([[10, { user: 'guest' }]]);
  });
});
