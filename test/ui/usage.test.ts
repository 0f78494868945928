import { beforeEach, expect, test } from '@jest/globals';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { press, tabTo, typeInto } from './support/keyboard.js';
import { look, overflow } from './support/look.js';
import { usePage, type TestPage } from './support/page.js';
import { previewed } from './support/preview.js';

/** What an `insert into usage` takes besides the name: who, how, how often, and how many days ago. */
type Use = readonly [client: string, kind: string, hits: number, daysAgo: number];

async function used(ui: TestPage, name: string, [client, kind, hits, daysAgo]: Use): Promise<void> {
  const at = `now() - interval '${daysAgo} days'`;
  await ui.database.sql(
    `insert into usage values ('${name}', '${client}', '${kind}', (${at})::date, ${hits}, ${at}, ${at})`,
  );
}

async function cacheSize(ui: TestPage): Promise<void> {
  await ui.given.features('account', 'user', 'theme');
  await ui.given.setting({
    name: 'cache.size',
    type: 'int',
    default_value: 64,
    configurable_features: ['account', 'user', 'theme'],
  });
  await ui.heksher.send('PUT', '/api/v1/settings/cache.size/aliases/cache-size');
  await ui.heksher.send('PUT', '/api/v1/settings/cache.size/aliases/size-of-cache');
  // Declarations of a test are uses as well.
  await ui.heksher.get('/api/v1/usage');
  await ui.database.sql('delete from usage');
}

describeInBrowser('who uses a setting', () => {
  const ui = usePage();
  const fact = () => ui.page.getByRole('main').locator('dl > div').filter({ hasText: 'Used by' });
  const row = (name: RegExp) => ui.page.getByRole('row', { name });

  beforeEach(() => cacheSize(ui));

  test('what the page reads for somebody is no use', async () => {
    const anonymous: string[] = [];
    ui.page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      const isData = request.resourceType() === 'fetch';
      if (isData && request.headers()['heksher-client'] !== 'heksher-ui') anonymous.push(pathname);
    });
    await ui.open('settings?context=user:guest');
    await row(/^cache.size .*64.*default/).waitFor();
    await ui.page.getByRole('link', { name: 'About' }).first().click();
    await ui.page.getByText('Healthy').waitFor();
    await ui.open('settings/cache.size?context=user:guest');

    await fact().getByText('Nobody has asked for it.').waitFor();

    await fact().getByText('Nothing has been counted yet.').waitFor();
    expect(anonymous).toEqual([]);
    expect((await ui.heksher.get('/api/v1/usage')).body).toEqual({ usage: [], next: null });
  });

  test('it says which clients ask, the newest first, by which name, how, and how often', async () => {
    await used(ui, 'cache.size', ['web/2.0', 'evaluate', 12, 3]);
    await used(ui, 'cache-size', ['shop/1.4.2', 'query', 7, 1]);
    await used(ui, 'cache.size', ['old/0.1', 'declare', 1, 40]);
    await used(ui, 'cache.size', ['job', 'get', 2, 20]);
    await used(ui, '*', ['backup', 'query', 5, 2]);
    await ui.open('settings/cache.size');
    await fact().getByText('and 1 more client').waitFor();
    const text = (await fact().textContent()) ?? '';
    expect(['shop/1.4.2', 'web/2.0', 'job'].map((client) => text.indexOf(client)).every((at) => at > 0)).toBe(true);
    expect(text.indexOf('shop/1.4.2')).toBeLessThan(text.indexOf('web/2.0'));
    await look(ui.page, 'used-by');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);

    await fact().getByRole('button', { name: 'All uses…' }).press('Enter');

    const dialog = ui.page.getByRole('dialog', { name: 'Who uses cache.size' });
    await dialog.getByText(/^Uses are counted since last month.*Nothing is known of before\.$/).waitFor();
    const rows = await dialog
      .locator('tbody tr')
      .evaluateAll((lines) =>
        lines.map(({ children }) => [...children].map((cell) => cell.textContent?.split(',')[0])),
      );
    expect(rows).toEqual([
      ['shop/1.4.2', 'cache-size alias', 'query', '7', 'yesterday'],
      ['backup', 'all settings', 'query', '5', '2 days ago'],
      ['web/2.0', 'cache.size ', 'evaluation', '12', '3 days ago'],
      ['job', 'cache.size ', 'resolved by itself', '2', '3 weeks ago'],
      ['old/0.1', 'cache.size ', 'declaration', '1', 'last month'],
    ]);
    await look(ui.page, 'uses');
    expect(await axe(ui.page)).toEqual([]);
  });

  test('an alias that clients still ask for is marked where it is listed and where it is removed', async () => {
    await used(ui, 'cache-size', ['shop/1.4.2', 'query', 7, 1]);
    await ui.open('settings/cache.size');
    const aliases = ui.page.getByRole('main').locator('dl > div').filter({ hasText: 'Aliases' });
    const mark = 'asked for yesterday by shop/1.4.2';
    await aliases.getByText(mark).waitFor();
    expect(await aliases.getByText('asked for').count()).toBe(2); // the mark, and what it says in full

    await ui.page.getByRole('button', { name: 'Edit setting' }).click();
    const group = ui.page.getByRole('dialog').getByRole('group', { name: 'Aliases' });

    await group.getByRole('listitem').filter({ hasText: 'cache-size' }).getByText(mark).waitFor();
    expect(await group.getByRole('listitem').filter({ hasText: 'asked for' }).count()).toBe(1);
  });

  test('while the uses cannot be read it says so in their place, and everything else works', async () => {
    ui.expectComplaint(/ERR_FAILED|Failed to load/);
    await used(ui, 'cache.size', ['web/2.0', 'evaluate', 1200, 3]);
    const rule = await ui.given.rule({ setting: 'cache.size', feature_values: { user: 'guest' }, value: 10 });
    await ui.page.route('**/api/v1/usage**', (route) => route.abort());
    await ui.open('settings/cache.size');
    await row(new RegExp(`rule ${rule}`)).waitFor();
    await fact().getByText('Who uses it cannot be read: The service cannot be reached.').waitFor();

    await ui.page.unroute('**/api/v1/usage**');
    await fact().getByRole('button', { name: 'Read the uses again' }).click();

    await fact().getByText('web/2.0').waitFor();
  });

  test('rules that heksher-py may resolve in another way are marked, and details have the wins', async () => {
    const first = await ui.given.rule({
      setting: 'cache.size',
      feature_values: { account: 'a', theme: 'dark' },
      value: 1,
    });
    const second = await ui.given.rule({
      setting: 'cache.size',
      feature_values: { user: 'jim', theme: 'dark' },
      value: 2,
    });
    const shop = { 'Heksher-Client': 'shop/1.4.2' };
    const context = { user: 'jim', theme: 'dark' };
    for (let times = 0; times < 2; times++) {
      await ui.heksher.send('POST', '/api/v1/evaluate', { settings: ['cache.size'], context }, shop);
    }
    await ui.open('settings/cache.size');
    await row(new RegExp(`rule ${second}`))
      .getByText('heksher-py may differ')
      .waitFor();
    expect(
      await row(new RegExp(`rule ${first}`))
        .getByText('heksher-py may differ')
        .count(),
    ).toBe(0);
    await look(ui.page, 'resolver');

    await ui.page.getByRole('link', { name: `rule ${second}` }).click();
    const dialog = ui.page.getByRole('dialog', { name: `rule ${second}` });
    await dialog.getByText('heksher-py may choose another rule').waitFor();
    await dialog.getByText(/^2 times, the last time/).waitFor();
    expect(await dialog.getByText('Not all wins are known').count()).toBe(0);
    expect(await axe(ui.page)).toEqual([]);
    await ui.heksher.send('GET', '/api/v1/query?settings=cache.size', undefined, shop);
    await ui.page.reload();

    await dialog.getByText('Not all wins are known').waitFor();
  });
});

describeInBrowser('the list of stale settings', () => {
  const ui = usePage();
  const row = (name: RegExp) => ui.page.getByRole('row', { name });
  const found = (text: string) => ui.page.getByRole('status').getByText(text, { exact: true });

  beforeEach(async () => {
    await cacheSize(ui);
    await ui.given.setting({ name: 'shop.color', type: 'str', default_value: 'red' });
    await ui.given.setting({ name: 'shop.speed', type: 'int', default_value: 5 });
    await ui.heksher.get('/api/v1/usage');
    await ui.database.sql('delete from usage');
    await used(ui, 'cache-size', ['shop/1.4.2', 'query', 7, 1]);
    await used(ui, 'shop.color', ['shop/1.4.2', 'declare', 7, 60]);
    await used(ui, 'shop.speed', ['shop/1.4.2', 'declare', 7, 50]);
    await used(ui, 'shop.speed', ['shop/1.4.2', 'declare', 7, 1]);
  });

  test('the filter leaves stale settings with their reasons, and the address has it', async () => {
    await ui.open('settings');
    await found('3 settings').waitFor();
    await ui.page.getByRole('button', { name: /Stale/ }).click();
    await ui.page.getByRole('option', { name: 'for 30 days' }).click();

    await found('2 settings').waitFor();
    await row(/^shop.color .*not asked for in 30 days; not declared in 30 days.*2 months ago/).waitFor();
    await row(/^cache.size .*not declared in 30 days; asked for as cache-size.*yesterday/).waitFor();
    await ui.page.getByText(/^Uses are counted since 2 months ago.*Nothing is known of before\. $/).waitFor();
    expect(new URL(ui.page.url()).search).toBe('?stale=30');
    await look(ui.page, 'stale');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
  });

  test('it narrows the list together with a search, and what is no number of days means 30', async () => {
    await ui.open('settings?stale=yes&q=shop');

    await found('1 setting').waitFor();
    await row(/^shop.color .*not asked for in 30 days/).waitFor();
    await ui.page.getByRole('button', { name: /for 30 days.*Stale|Stale.*for 30 days/ }).waitFor();
  });

  test('with more days than uses are counted for it warns of what is needed rarely', async () => {
    await ui.open('settings?stale=90');

    await ui.page.getByText('That is less than 90 days: what is needed rarely may be in the list.').waitFor();
    await row(/^cache.size .*not declared in 90 days/).waitFor();
    await found('1 setting').waitFor();
  });

  test('a list of stale settings that cannot be read is not taken for an empty one', async () => {
    ui.expectComplaint(/ERR_FAILED|Failed to load/);
    await ui.page.route('**/api/v1/usage/stale**', (route) => route.abort());
    await ui.open('settings?stale=30');
    const alert = ui.page.getByRole('alert').filter({ hasText: 'The service cannot be reached.' });
    await alert.waitFor();
    expect(await ui.page.getByText('Nothing found.').count()).toBe(0);

    await ui.page.unroute('**/api/v1/usage/stale**');
    await alert.getByRole('button', { name: 'Try again' }).click();

    await found('2 settings').waitFor();
  });
});

describeInBrowser('deleting what is in use', () => {
  const ui = usePage();
  const question = () => ui.page.getByRole('alertdialog');
  const settingOf = async (name: string) => ui.heksher.get(`/api/v1/settings/${name}`);

  beforeEach(async () => {
    await cacheSize(ui);
    await used(ui, 'cache-size', ['shop/1.4.2', 'query', 7, 1]);
    await used(ui, 'size-of-cache', ['shop/1.4.2', 'query', 7, 9]);
  });

  test('a setting that was asked for lately is deleted in a second step, by keyboard', async () => {
    ui.expectComplaint(/404/); // the page may read the setting once more before it leaves it
    await ui.open('settings/cache.size');
    await press(ui.page, ui.page.getByRole('button', { name: 'Delete…' }));
    await typeInto(ui.page, question().getByLabel('Type cache.size to confirm'), 'cache.size');
    await previewed(question());
    await question().getByText('Asked for in the last seven days:').waitFor();
    await press(ui.page, question().getByRole('button', { name: 'Delete the setting' }));
    await question().getByText('Nothing is deleted yet.').waitFor();
    expect(await question().getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/^shop\/1\.4\.2: cache-size \(query\), yesterday/),
    ]);
    expect((await settingOf('cache.size')).status).toBe(200);
    await look(ui.page, 'delete-in-use');
    expect(await axe(ui.page)).toEqual([]);

    await press(ui.page, question().getByRole('button', { name: 'Delete all the same' }));

    await ui.page.getByText('The setting cache.size is deleted.').waitFor();
    expect((await settingOf('cache.size')).status).toBe(404);
  });

  test('after the first press the focus is at who asked, and Enter again deletes nothing', async () => {
    await ui.open('settings/cache.size');
    await ui.page.getByRole('button', { name: 'Delete…' }).click();
    await question().getByLabel('Type cache.size to confirm').fill('cache.size');
    await previewed(question());
    await question().getByText('Asked for in the last seven days:').waitFor();
    await tabTo(ui.page, question().getByRole('button', { name: 'Delete the setting' }));
    await ui.page.keyboard.press('Enter');
    await ui.page.waitForFunction(`document.activeElement?.textContent?.includes('Nothing is deleted yet.')`);
    await ui.page.keyboard.press('Enter');
    await tabTo(ui.page, question().getByRole('button', { name: 'Delete all the same' }));

    expect(await question().getByRole('button', { name: 'Delete the setting' }).isDisabled()).toBe(true);
    expect((await settingOf('cache.size')).status).toBe(200);
  });

  test('several settings are deleted in a second step as well', async () => {
    await ui.given.setting({ name: 'speed', type: 'int', default_value: 5 });
    await ui.open('settings');
    for (const name of ['cache.size', 'speed']) {
      await ui.page.getByRole('checkbox', { name: `Select ${name}` }).press('Space');
    }
    await ui.page.getByRole('button', { name: 'Delete…' }).click();
    await question().getByLabel('Type 2 to confirm').fill('2');
    await previewed(question());
    await question().getByRole('button', { name: 'Delete', exact: true }).click();
    await question()
      .getByRole('listitem')
      .filter({ hasText: /^shop\/1\.4\.2: cache-size/ })
      .waitFor();
    await question().getByRole('button', { name: 'Delete all the same' }).click();

    await ui.page.getByText('2 settings are deleted.').waitFor();
    expect((await settingOf('cache.size')).status).toBe(404);
  });

  test('more settings than can be looked up are deleted in a second step, whether they are in use or not', async () => {
    const many = Array.from({ length: 200 }, (_, at) => `many.a${at}`);
    const shared = { type: 'int', default_value: 1, configurable_features: ['user'], metadata: {}, version: '1.0' };
    const operations = many.map((name) => ({ op: 'setting.declare', name, ...shared }));
    expect((await ui.heksher.send('POST', '/api/v1/change_sets', { operations })).status).toBe(200);
    await ui.database.sql('delete from usage');
    await ui.open('settings');
    await ui.page.getByRole('status').getByText('201 settings', { exact: true }).waitFor();
    await ui.page.getByRole('row', { name: /^many\.a0 / }).waitFor();
    await ui.page.getByRole('checkbox', { name: 'Select all settings that are shown' }).press('Space');
    await ui.page.getByText('201 selected').waitFor();

    await ui.page.getByRole('button', { name: 'Delete…' }).click();
    await question().getByLabel('Type 201 to confirm').fill('201');
    await previewed(question());
    await question().getByText('Of more than 200 settings it is not looked up who asked for them.').waitFor();
    await question().getByRole('button', { name: 'Delete', exact: true }).click();

    await question().getByText('Nothing is deleted yet.').waitFor();
  });

  test('an alias in use is removed in a second step, and one that nobody asked for lately at once', async () => {
    const dialog = ui.page.getByRole('dialog');
    const remove = async (alias: string) => {
      await ui.page.getByRole('button', { name: 'Edit setting' }).click();
      await dialog.getByRole('button', { name: `Remove the alias ${alias}` }).click();
      await dialog.getByRole('button', { name: 'See what changes' }).click();
      await previewed(dialog);
      await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    };
    await ui.open('settings/cache.size');
    await remove('size-of-cache');
    await dialog.waitFor({ state: 'detached' });
    await remove('cache-size');
    await dialog.getByText('Nothing is saved yet.').waitFor();
    expect(await axe(ui.page)).toEqual([]);
    expect((await settingOf('cache.size')).body).toMatchObject({ aliases: ['cache-size'] });

    await dialog.getByRole('button', { name: 'Save all the same' }).click();
    await dialog.waitFor({ state: 'detached' });

    expect((await settingOf('cache.size')).body).toMatchObject({ aliases: [] });
  });

  test('if it is not known who asked, a setting is deleted in a second step', async () => {
    ui.expectComplaint(/404|ERR_FAILED|Failed to load/);
    await ui.page.route('**/api/v1/usage?**since**', (route) => route.abort());
    await ui.open('settings/cache.size');
    await ui.page.getByRole('button', { name: 'Delete…' }).click();
    await question().getByLabel('Type cache.size to confirm').fill('cache.size');
    await previewed(question());
    await question().getByText('Who asked for this in the last seven days is not known:').waitFor();
    await question().getByRole('button', { name: 'Delete the setting' }).click();
    await question().getByRole('button', { name: 'Delete all the same' }).click();

    await ui.page.getByText('The setting cache.size is deleted.').waitFor();
  });
});

describeInBrowser('a service that counts no uses', () => {
  const ui = usePage({ usage: { isOn: false, keptDays: 90 } });

  beforeEach(() => cacheSize(ui));

  test('the page says nothing of uses, and deletes in one step', async () => {
    ui.expectComplaint(/404/);
    // From the time when it counted.
    await used(ui, 'cache.size', ['shop/1.4.2', 'query', 7, 1]);
    await ui.open('settings');
    await ui.page.getByRole('button', { name: /Changed/ }).waitFor();
    expect(await ui.page.getByRole('button', { name: /Stale/ }).count()).toBe(0);
    await ui.page.getByRole('link', { name: 'cache.size' }).click();
    await ui.page.getByRole('row', { name: /default/ }).waitFor();
    expect(await ui.page.getByText('Used by').count()).toBe(0);

    await ui.page.getByRole('button', { name: 'Delete…' }).click();
    const question = ui.page.getByRole('alertdialog');
    await question.getByLabel('Type cache.size to confirm').fill('cache.size');
    await previewed(question);
    await question.getByRole('button', { name: 'Delete the setting' }).click();

    await ui.page.getByText('The setting cache.size is deleted.').waitFor();
  });

  test('an address with the filter says why it has nothing to show', async () => {
    await ui.open('settings?stale=30');

    await ui.page.getByText('This service does not count uses: it cannot say what is stale.').waitFor();
  });
});
