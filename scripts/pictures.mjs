// npm run pictures: takes the pictures of docs/ui.md in Chromium, from a service with the demo.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { seedDemo } from './demo/seed-demo.mjs';
import { prepare } from './prepare.mjs';
import './typescript.mjs';

const FOLDER = fileURLToPath(new URL('../docs/pictures', import.meta.url));
const SIZE = { width: 1280, height: 800 };
const PROGRAM = process.env.HEKSHER_TEST_BROWSER || '/usr/bin/chromium';
/** The pictures are taken so long after the demo was made, so that they always say the same: two days ago. */
const LATER_MS = 49 * 3_600_000;

const SETTING = 'settings/checkout.payment.timeout_seconds';

/** Of each picture: its address, and what to do there until it is complete. */
const PICTURES = {
  settings: { address: 'settings?context=country:us,plan:plus', until: cell('"USD"') },
  setting: { address: `${SETTING}?context=country:jp,account:acme`, until: cell('user = load_test') },
  edit: { address: SETTING, until: editRule },
  changes: { address: 'changes', until: (page) => page.getByText('INC-31').first().waitFor() },
  contexts: { address: 'contexts?a=country:us&b=country:de&only=differences', until: cell('"USD"') },
  plan: { address: 'plan', until: planDocument },
  'setting-dark': {
    address: `${SETTING}?context=country:jp,account:acme`,
    until: cell('user = load_test'),
    colorScheme: 'dark',
  },
};

prepare();
const { startService } = await import('../bench/processes.ts');
const directory = await mkdtemp(join(tmpdir(), 'heksher-pictures-'));
const service = await startService(`embedded:${directory}`);
const browser = await chromium.launch({ executablePath: PROGRAM });
try {
  await seedDemo(service.url);
  for (const [name, picture] of Object.entries(PICTURES)) await take(name, picture);
} finally {
  await browser.close();
  await service.stop();
  await rm(directory, { recursive: true, force: true });
}

async function take(name, { address, until, colorScheme = 'light' }) {
  const context = await browser.newContext({
    viewport: SIZE,
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(Date.now() + LATER_MS);
  await page.goto(`${service.url}/ui/${address}`);
  await until(page);
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path, scale: 'css', animations: 'disabled', caret: 'hide' });
  console.log(path);
  await context.close();
}

/** Waits until a table has a text. */
function cell(text) {
  return (page) => page.getByRole('table').getByText(text, { exact: true }).first().waitFor();
}

/** Plans a document that gives Brazil another value, and adds a rule for Chile. */
async function planDocument(page) {
  const { printYaml } = await import('../libs/document/src/index.ts');
  const document = await (await fetch(`${service.url}/api/v1/export?settings=${SETTING.split('/')[1]}`)).json();
  const [{ rules }] = Object.values(document.settings);
  rules.find(({ when }) => JSON.stringify(when) === '{"country":"br"}').value = 80;
  rules.push({ when: { country: 'cl' }, value: 40, metadata: { information: 'SHOP-150: Webpay' } });
  await page.getByRole('textbox', { name: 'Document (YAML or JSON)' }).fill(printYaml(document));
  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  const heading = page.getByRole('heading', { name: 'What would change' });
  await heading.waitFor();
  await heading.evaluate((element) => element.scrollIntoView());
  await page.getByLabel('Note').fill('SHOP-150');
}

/** Opens the rule of Brazil, and gives it another value and a reason. */
async function editRule(page) {
  const row = page.getByRole('row').filter({ hasText: 'Boleto' });
  await row.locator('[data-row-link]').focus();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Value', { exact: true }).fill('80');
  await dialog.getByLabel('Why do you change this?').fill('SHOP-143: some banks need longer');
  await dialog.getByText('country = br').waitFor();
}
