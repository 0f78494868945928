import { beforeEach, expect, test } from '@jest/globals';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';

describeInBrowser('a setting', () => {
  const ui = usePage();
  const row = (text: string) => ui.page.getByRole('row').filter({ hasText: text });
  let guest: number;
  let dark: number;

  beforeEach(async () => {
    await ui.given.features('account', 'user', 'theme');
    await ui.given.setting({
      name: 'cache.size',
      type: 'int',
      default_value: 64,
      configurable_features: ['account', 'user', 'theme'],
      metadata: { description: 'Entries of the cache', owner: 'platform' },
    });
    await ui.heksher.send('PUT', '/api/v1/settings/cache.size/aliases/cache-size');
    guest = await ui.given.rule({ setting: 'cache.size', feature_values: { user: 'guest' }, value: 10 });
    dark = await ui.given.rule({ setting: 'cache.size', feature_values: { user: 'guest', theme: 'dark' }, value: 30 });
    await ui.given.rule({ setting: 'cache.size', feature_values: { account: 'jim' }, value: 64 });
  });

  test('the rules stand in the order in which they win, with the default at the end', async () => {
    await ui.open('settings/cache.size');
    await row('default').waitFor();

    const texts = await ui.page.locator('tbody').getByRole('row').allTextContents();
    expect(texts.map((text) => /rule \d|default/.exec(text)?.[0])).toEqual([
      `rule ${dark}`,
      `rule ${guest}`,
      `rule ${guest + 2}`,
      'default',
    ]);
    expect(texts[2]).toContain('no effect');
  });

  test('with a context the winner is marked, and every other rule says why it does not win', async () => {
    await ui.open('settings/cache.size?context=user:guest,theme:light,account:ann');

    await row(`rule ${guest}`).getByText('wins').waitFor();
    await row(`rule ${dark}`).getByText('theme is not dark').waitFor();
    await row(`rule ${guest + 2}`)
      .getByText('account is not jim')
      .waitFor();
  });

  test('a rule that matches says which rule beats it, and at which feature', async () => {
    await ui.open('settings/cache.size?context=user:guest,theme:dark');

    await row(`rule ${guest}`).getByText(`rule ${dark} beats it at theme`).waitFor();
  });

  test('features that the context leaves open give a decision table', async () => {
    await ui.open('settings/cache.size?context=user:guest');

    const panel = ui.page.getByRole('region', { name: 'In this context' });
    await panel.getByRole('row', { name: `theme = dark 30 rule ${dark}` }).waitFor();
    expect(await panel.textContent()).toContain(`if nothing else is known: 10 (rule ${guest})`);
  });

  test('an alias in the address finds the setting, and says so', async () => {
    await ui.open('settings/cache-size');

    await ui.page.getByRole('heading', { name: 'cache.size', exact: true }).waitFor();
    await ui.page.getByText('cache-size is an alias of cache.size.').waitFor();
  });

  test('a filter of a column leaves the rules that have the text', async () => {
    await ui.open('settings/cache.size');
    await ui.page.getByLabel('Filter by theme').fill('*');

    await ui.page.getByText('2 of 3 rules').waitFor();
    expect(await row(`rule ${dark}`).count()).toBe(0);
  });

  test('a setting that does not exist is said to be missing', async () => {
    ui.expectComplaint(/404/);
    await ui.open('settings/nothing');

    await ui.page.getByRole('alert').getByText('No setting is called "nothing".').waitFor();
  });

  test('j and k move between the rules, and markup in values is text', async () => {
    const markup = '<img src=x onerror=alert(1)>';
    await ui.given.setting({ name: 'motto', type: 'str', default_value: markup, configurable_features: ['user'] });
    const id = await ui.given.rule({ setting: 'motto', feature_values: { user: 'a' }, value: `${markup}‮` });
    await ui.open('settings/motto');
    await row(`rule ${id}`).waitFor();

    await ui.page.keyboard.press('j');

    await ui.page.waitForFunction(`document.activeElement?.textContent === 'rule ${id}'`);
    expect(await row(`rule ${id}`).textContent()).toContain(markup);
    expect(await ui.page.locator('img').count()).toBe(0);
  });

  test('a setting has nothing to report for accessibility, and fits a narrow window', async () => {
    await ui.open('settings/cache.size?context=user:guest');
    await row(`rule ${dark}`).getByText('theme has no value').waitFor();
    await look(ui.page, 'setting');

    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
  });

  test('a screen reader reads the frame, then what the setting is, its context, and its rules in their order', async () => {
    await ui.open('settings/cache.size?context=user:guest');
    await row(`rule ${dark}`).getByText('theme has no value').waitFor();

    const tree = await ui.page.locator('body').ariaSnapshot();

    const places = [
      'link "Skip to the content"',
      'banner',
      'navigation "Main"',
      'main',
      'heading "cache.size" [level=1]',
      'Entries of the cache',
      'group "Context"',
      'region "In this context:"',
      'heading "3 rules" [level=2]',
      'table "Rules of cache.size"',
      `link "rule ${dark}"`,
      `link "rule ${guest}"`,
      'rowheader "default"',
    ].map((text) => [text, tree.indexOf(text)] as const);
    expect(places.filter(([, place]) => place < 0)).toEqual([]);
    expect(places).toEqual([...places].sort(([, left], [, right]) => left - right));
  });
});
