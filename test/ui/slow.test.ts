import { beforeEach, expect, test } from '@jest/globals';
import type { Request, Route } from 'playwright-core';
import { ADMIN_TOKEN, accessOn } from '../access/access.js';
import { until } from '../support/until.js';
import { describeInBrowser } from './support/browser.js';
import { usePage } from './support/page.js';
import { previewed } from './support/preview.js';

/** Requests that match wait until they are let through. */
class Gate {
  readonly held: Route[] = [];
  private isOpen = false;

  readonly hold = async (route: Route): Promise<void> => {
    if (this.isOpen) return route.continue();
    this.held.push(route);
  };

  async open(): Promise<void> {
    this.isOpen = true;
    for (const route of this.held) await route.continue();
  }
}

const isWrite = (request: Request) =>
  request.method() !== 'GET' && !(request.postData() ?? '').includes('"dry_run":true');

describeInBrowser('a slow network', () => {
  const ui = usePage();
  const button = (name: string) => ui.page.getByRole('button', { name, exact: true });

  beforeEach(async () => {
    await ui.given.features('user');
    await ui.given.setting({ name: 'size', type: 'int', default_value: 5, configurable_features: ['user'] });
    await ui.given.rule({ setting: 'size', feature_values: { user: 'guest' }, value: 10 });
  });

  /** Holds the writes to an address. */
  async function holdWrites(pattern: string): Promise<Gate> {
    const gate = new Gate();
    await ui.page.route(pattern, (route) => (isWrite(route.request()) ? gate.hold(route) : route.continue()));
    return gate;
  }

  async function sequence(): Promise<number> {
    return ((await ui.heksher.get('/api/v1/revision')).body as { sequence: number }).sequence;
  }

  test('the page says that it reads, then that this takes long, and shows the list once it is there', async () => {
    await ui.page.clock.install();
    const gate = new Gate();
    await ui.page.route('**/api/v1/settings?*', gate.hold);
    await ui.open('settings');
    await until(() => gate.held.length > 0, 'the request for the list');

    await ui.page.clock.runFor(1000);
    await ui.page.getByText('Loading…').first().waitFor();
    await ui.page.clock.runFor(8000);
    await ui.page.getByText('This takes longer than usual. The page goes on trying.').waitFor();
    await gate.open();
    await ui.page.clock.resume();

    await ui.page.getByRole('rowheader', { name: 'size' }).waitFor();
    expect(await ui.page.getByText('This takes longer than usual').count()).toBe(0);
  });

  test('a request without an answer ends, with words and a retry', async () => {
    ui.expectComplaint(/ERR_|Failed to load/);
    await ui.page.addInitScript(() => {
      const timeout = AbortSignal.timeout.bind(AbortSignal);
      // The page waits for 30 seconds.
      AbortSignal.timeout = (ms) => timeout(ms / 30);
    });
    const gate = new Gate();
    await ui.page.route('**/api/v1/settings?*', gate.hold);
    await ui.open('settings');
    await ui.page.getByText('There was no answer within 30 seconds.').waitFor();
    expect(await ui.page.getByText(/^Loading/).count()).toBe(0);

    await ui.page.unroute('**/api/v1/settings?*');
    await button('Try again').click();

    await ui.page.getByRole('rowheader', { name: 'size' }).waitFor();
  });

  test('a double click saves a rule once', async () => {
    await ui.open('settings/size');
    await button('Edit rule 1').click();
    await ui.page.getByRole('textbox', { name: 'Value', exact: true }).fill('20');
    await previewed(ui.page.getByRole('dialog'));
    const before = await sequence();
    const gate = await holdWrites('**/api/v1/change_sets');

    await button('Save').dblclick();
    await until(() => gate.held.length > 0, 'the request that saves');
    expect(await button('Save').isDisabled()).toBe(true);
    await gate.open();
    await ui.page.getByText('The rule of size is changed.').waitFor();

    expect(gate.held).toHaveLength(1);
    expect(await sequence()).toBe(before + 1);
  });

  test('a double click deletes a rule once', async () => {
    await ui.open('settings/size');
    await button('Delete rule 1').click();
    await previewed(ui.page.getByRole('alertdialog'));
    const gate = await holdWrites('**/api/v1/change_sets');

    await button('Delete').dblclick();
    await until(() => gate.held.length > 0, 'the request that deletes');
    await gate.open();
    await ui.page.getByText('The rule is deleted.').waitFor();

    expect(gate.held).toHaveLength(1);
  });

  test('a save whose answer is lost is sent again with the same key, and counts once', async () => {
    ui.expectComplaint(/ERR_FAILED|Failed to load/);
    await ui.open('settings/size');
    await button('New rule').click();
    await ui.page.getByRole('dialog').getByRole('combobox', { name: 'user' }).fill('jim');
    await ui.page.getByRole('textbox', { name: 'Value', exact: true }).fill('20');
    await previewed(ui.page.getByRole('dialog'));
    const keys: (string | undefined)[] = [];
    await ui.page.route('**/api/v1/change_sets', async (route) => {
      if (!isWrite(route.request())) return route.continue();
      keys.push(route.request().headers()['idempotency-key']);
      // The service has saved it, but the page does not get to know.
      if (keys.length === 1) await route.fetch();
      return keys.length === 1 ? route.abort() : route.continue();
    });

    await button('Save').click();
    await ui.page.getByRole('dialog').getByText('The service cannot be reached.').waitFor();
    const before = await sequence();
    await button('Save').click();
    await ui.page.getByText('The rule of size is added.').waitFor();

    expect(keys).toEqual([keys[0], keys[0]]);
    expect(await sequence()).toBe(before);
  });
});

describeInBrowser('a slow network, while access is on', () => {
  const ui = usePage({ access: accessOn() });

  test('a double click makes one token', async () => {
    ui.expectComplaint(/401/);
    await ui.open('access');
    await ui.page.getByLabel('Access token').fill(ADMIN_TOKEN);
    await ui.page.getByRole('button', { name: 'Sign in with a token' }).click();
    await ui.page.getByRole('button', { name: 'New token' }).click();
    await ui.page.getByLabel('Name', { exact: true }).fill('pipeline');

    await ui.page.getByRole('button', { name: 'Make the token' }).dblclick();
    await ui.page.getByRole('button', { name: 'I have kept it' }).click();

    const asAdmin = { Authorization: `Bearer ${ADMIN_TOKEN}` };
    const { body } = await ui.heksher.send('GET', '/api/v1/tokens', undefined, asAdmin);
    expect((body as { tokens: unknown[] }).tokens).toHaveLength(1);
  });
});
