import { beforeEach, expect, test } from '@jest/globals';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';

describeInBrowser('changes', () => {
  const ui = usePage();
  const change = (name: RegExp) => ui.page.getByRole('article', { name });
  const save = (value: unknown, user = 'guest') =>
    ui.heksher.send('POST', '/api/v1/change_sets', {
      note: `for ${user}`,
      operations: [{ op: 'rule.set', setting: 'cache_size', feature_values: { user }, value }],
    });

  beforeEach(async () => {
    await ui.given.features('user', 'theme');
    await ui.given.setting({ name: 'cache_size', type: 'int', configurable_features: ['user'] });
  });

  test('each change says what it did, by whom and why', async () => {
    await ui.given.rule({ setting: 'cache_size', feature_values: { user: 'guest' }, value: 10 });
    await ui.heksher.send(
      'POST',
      '/api/v1/change_sets',
      { note: 'TICKET-7', operations: [{ op: 'rule.change', rule_id: 1, value: 20 }] },
      { 'X-Forwarded-Email': 'jim@example.com' },
    );
    await ui.open('changes');

    const text = await change(/^Changed the value of the rule user=guest from 10 to 20 in cache_size$/).textContent();
    expect(text).toContain('jim@example.com');
    expect(text).toContain('TICKET-7');
    await look(ui.page, 'changes');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
  });

  test('the filters are in the address, and leave the changes that pass them', async () => {
    await save(1);
    await ui.given.setting({ name: 'other', configurable_features: ['user'] });
    await ui.open('changes');
    await change(/other/).waitFor();

    await ui.page.getByRole('combobox', { name: 'Setting' }).fill('cache_size');
    await ui.page.keyboard.press('Enter');

    await change(/other/).waitFor({ state: 'detached' });
    await change(/rule user=guest/).waitFor();
    expect(ui.page.url()).toMatch(/changes\?setting=cache_size$/);
  });

  test('the filters suggest the settings that there are, and the persons in the list', async () => {
    const by = (email: string) => ({ 'X-Forwarded-Email': email });
    await ui.given.setting({ name: 'other', configurable_features: ['user'] });
    const rule = { setting: 'cache_size', feature_values: { user: 'guest' }, value: 1 };
    await ui.heksher.send('POST', '/api/v1/rules', rule, by('jim@example.com'));
    await ui.heksher.send('PUT', '/api/v1/rules/1/value', { value: 2 }, by('ann@example.com'));
    await ui.open('changes');
    await change(/from 1 to 2/).waitFor();

    await ui.page.getByRole('combobox', { name: 'Setting' }).fill('cache');
    await ui.page.getByRole('option', { name: 'cache_size' }).click();
    await change(/other/).waitFor({ state: 'detached' });
    await ui.page.getByRole('button', { name: 'Persons in the list' }).click();
    await ui.page.getByRole('option', { name: 'jim@example.com' }).click();

    await change(/from 1 to 2/).waitFor({ state: 'detached' });
    await change(/with the value 1/).waitFor();
    const asked = new URL(ui.page.url()).searchParams;
    expect([asked.get('setting'), asked.get('actor')]).toEqual(['cache_size', 'jim@example.com']);
  });

  test('what happens elsewhere appears on top, but not under the pointer', async () => {
    await save(1);
    await ui.open('changes');
    await change(/with the value 1 /).hover();

    await save(2);
    await ui.page.getByText('1 change', { exact: true }).waitFor();
    expect(await change(/from 1 to 2/).count()).toBe(0);
    await ui.page.getByRole('button', { name: 'Show', exact: true }).click();

    await change(/from 1 to 2/).waitFor();
  });

  test('a long value is compared line by line, and what stays is folded', async () => {
    const hosts = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`host-${at}`, `10.0.0.${at}`]));
    const type = 'Mapping<str>';
    await ui.given.setting({ name: 'hosts', type, default_value: {}, configurable_features: ['user'] });
    const rule_id = await ui.given.rule({ setting: 'hosts', feature_values: { user: 'jim' }, value: hosts });
    await ui.heksher.send('PUT', `/api/v1/rules/${rule_id}/value`, { value: { ...hosts, 'host-20': '10.0.1.20' } });
    await ui.open('changes');

    const text = await change(/^Changed the value of the rule user=jim in hosts$/).textContent();
    expect(text).toContain('−removed:   "host-20": "10.0.0.20",');
    expect(text).toContain('+added:   "host-20": "10.0.1.20",');
    expect(text).toContain('18 unchanged lines');
    expect(text).not.toContain('host-3"');
  });

  test('a change is taken back once its effect is seen', async () => {
    await save(1);
    await save(2);
    await ui.open('changes');

    await change(/from 1 to 2/)
      .getByRole('button', { name: 'Undo' })
      .click();
    const dialog = ui.page.getByRole('dialog');
    await dialog.getByText('Changed the value of the rule user=guest from 2 to 1 in cache_size').waitFor();
    await dialog.getByLabel('Note').fill('a mistake');
    await dialog.getByRole('button', { name: 'Take it back' }).click();

    await change(/^Took change \d+ back$/).waitFor();
    expect((await ui.heksher.get('/api/v1/rules/1')).body).toMatchObject({ value: 1 });
  });

  test('an undo that later changes stand in the way of names them', async () => {
    await save(1);
    await save(2);
    await save(3);
    await ui.open('changes?setting=cache_size');
    ui.expectComplaint(/409/);

    await change(/from 1 to 2/)
      .getByRole('button', { name: 'Undo' })
      .click();

    const dialog = ui.page.getByRole('dialog');
    await dialog.getByText('Value of rule 1 has changed since').waitFor();
    expect(await dialog.getByRole('link', { name: /^change \d+$/ }).count()).toBe(1);
    expect(await dialog.getByRole('button', { name: 'Take it back' }).isDisabled()).toBe(true);
    expect(await axe(ui.page)).toEqual([]);
  });

  test('everything is restored to a change once its effect is seen', async () => {
    const first = (await save(1)).headers.get('Heksher-Sequence') ?? '';
    await save(2);
    await save(3, 'jim');
    await ui.open(`changes/${first}`);

    await ui.page.getByRole('button', { name: /^Restore/ }).click();
    const dialog = ui.page.getByRole('dialog');
    await dialog.getByText('This would change 2 things').waitFor();
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
    await ui.page.getByText('The earlier state is restored.').waitFor();

    expect((await ui.heksher.get('/api/v1/rules/1')).body).toMatchObject({ value: 1 });
    expect((await ui.heksher.get('/api/v1/rules/2')).status).toBe(404);
  });

  test('a change of several things is one entry that opens', async () => {
    const operations = ['a', 'b', 'c'].map((user) => {
      return { op: 'rule.set', setting: 'cache_size', feature_values: { user }, value: 5 };
    });
    await ui.heksher.send('POST', '/api/v1/change_sets', { operations });
    await ui.open('changes');

    await ui.page.getByRole('button', { name: 'Show the 3 parts' }).click();

    await ui.page.getByText('Added the rule user=b with the value 5 to cache_size').waitFor();
  });
});
