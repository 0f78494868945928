import type { Page } from 'playwright-core';
import { settingName } from './seed.js';

export const UI_SIZE = { settings: 10_000, rules: 10 };
/** One more setting, which has this many rules. */
export const WIDE = { name: settingName(UI_SIZE.settings), rules: 5000 };

const LETTERS_APART_MS = 100;

/** What somebody does on a screen, up to when the page shows it. */
export interface Action {
  name: string;
  run(page: Page): Promise<void>;
}

export interface Screen {
  name: string;
  address: string;
  /** The number of rows of its table when all of it is there. */
  rows: number;
  actions: readonly Action[];
}

export const SCREENS: readonly Screen[] = [
  {
    name: 'all settings',
    address: 'settings',
    rows: UI_SIZE.settings + 1,
    actions: [
      {
        name: 'typing `setting_77` into the search',
        run: async (page) => {
          await page.getByRole('searchbox').first().click();
          await page.keyboard.type('setting_77', { delay: LETTERS_APART_MS });
          await page.getByText('111 settings').waitFor();
        },
      },
    ],
  },
  {
    name: 'a setting with 5,000 rules',
    address: `settings/${WIDE.name}`,
    rows: WIDE.rules + 1, // with the default
    actions: [
      {
        name: 'typing `account_77` into a filter',
        run: async (page) => {
          const field = page.getByLabel('Filter by account');
          await field.click();
          await page.keyboard.type('account_77', { delay: LETTERS_APART_MS });
          await page.getByText('5 of 5,000 rules').waitFor();
          await field.fill('');
          await page.getByText('5,000 rules', { exact: true }).waitFor();
        },
      },
      {
        name: 'choosing a context',
        run: async (page) => {
          await page.getByRole('combobox', { name: 'account', exact: true }).click();
          await page.keyboard.type('account_100');
          await page.keyboard.press('Enter');
          await page.getByRole('region', { name: 'In this context' }).waitFor();
        },
      },
    ],
  },
];
