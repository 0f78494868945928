import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Database, PAGE_OF_SETTING, dataSourceOptions, type ChangesPage } from '@heksher/persistence';
import { DataSource } from 'typeorm';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

let server: TestDatabase;
let dataSource: DataSource;
let database: Database;

beforeAll(async () => {
  server = await createDatabase();
  await server.sql(`
    insert into settings values ('renamed', 'int', '0', '1.0');
    insert into setting_aliases values ('renamed', 'rare_1');
    insert into changes (seq, id, action, settings)
    select n, gen_random_uuid(), 'rule.created', case
      when n % 5000 = 0 then null
      when n % 40000 = 1 then array['rare_' || n / 40000]
      when n % 2 = 0 then array['often']
      else array['setting_' || n % 1000]
    end
    from generate_series(10, 200009) as n;
    update revision_head set seq = 200009;
  `);
  await server.sql('vacuum analyze changes');
  dataSource = await new DataSource(dataSourceOptions({ connectionString: server.url })).initialize();
  database = new Database(dataSource);
});
afterAll(async () => {
  await dataSource.destroy();
  await server.drop();
});

const readPage = (after: string, setting: string | undefined, limit: number) =>
  database.read(({ changes }) => changes.list({ after: BigInt(after), setting, limit }));

/** The numbers of all changes of a setting, in pages. */
async function pagesOf(setting: string | undefined, limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after: string | undefined = '0'; after !== undefined;) {
    const page: ChangesPage = await readPage(after, setting, limit);
    pages.push(page.changes.map(({ seq }) => seq));
    after = page.next;
  }
  return pages;
}

async function numbersOf(...names: string[]): Promise<string[]> {
  const rows = await server.sql<{ seq: string }>(
    'select seq from changes where settings is null or settings && $1::text[] order by seq',
    [names],
  );
  return rows.map(({ seq }) => seq);
}

test.each([
  ['that never was', ['nobody'], 7],
  ['with changes far from each other', ['rare_3'], 3],
  ['with as many changes as a page has', ['rare_3'], 42],
  ['under its alias and its name', ['renamed', 'rare_1'], 5],
  ['with many changes', ['setting_77'], 100],
])('the pages of a setting %s have each of its changes once, in their order', async (_, names, limit) => {
  const pages = await pagesOf(names[0], limit);

  expect(pages.flat()).toEqual(await numbersOf(...names));
  expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
});

test('the pages of a setting that changes all the time come one after another', async () => {
  const numbers = await numbersOf('often');

  const page = await readPage(numbers[999] ?? '', 'often', 3);

  expect(page.changes.map(({ seq }) => seq)).toEqual(numbers.slice(1000, 1003));
  expect(page.next).toBe(numbers[1002]);
});

test('the changes of a setting are found by two indexes, without reading the log', async () => {
  const plan = await server.sql<{ 'QUERY PLAN': string }>(`explain ${PAGE_OF_SETTING}`, [
    '0',
    100,
    4_194_304,
    'nobody',
  ]);

  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toContain('ix_changes_settings');
  expect(text).toContain('ix_changes_unnamed');
  expect(text).not.toMatch(/Seq Scan on changes|Scan using changes_pkey on changes l\s.*\n\s+Filter/);
});

test.each([['large'], [undefined]])(
  'a page has at most 4 MiB of text, and at least one change (setting: %s)',
  async (setting) => {
    const [last] = await server.sql<{ seq: string }>('select seq from revision_head');
    await server.sql(`
    insert into changes (seq, id, action, settings, before, after)
    select h.seq + n, gen_random_uuid(), 'rule.value_changed', array['large'],
      to_json(repeat('a', n * 10000)), to_json(repeat('é', case when n = 6 then 3000000 else 500000 end))
    from revision_head h, generate_series(1, 7) as n;
    update revision_head set seq = seq + 7;
  `);

    const lengths: number[] = [];
    for (let after = last?.seq; after !== undefined;) {
      const page: ChangesPage = await readPage(after, setting, 1000);
      lengths.push(page.changes.length);
      after = page.next;
    }

    expect(lengths).toEqual([4, 1, 1, 1]);
  },
);
