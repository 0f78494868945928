import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pageOfSetting, type ChangesPage, type ChangesSelection, type Database } from '@heksher/persistence';
import { openOwnDatabase, type OpenedDatabase } from '../support/opened-database.js';
import type { TestDatabase } from '../support/postgres.js';

let server: TestDatabase;
let database: Database;
let close: OpenedDatabase['close'];

beforeAll(async () => {
  const fill = async (own: TestDatabase) => {
    await own.sql(`
      insert into settings values ('renamed', 'int', '0', '1.0');
      insert into setting_aliases values ('renamed', 'rare_1');
      insert into changes (seq, id, at, actor, after, action, settings)
      select n, gen_random_uuid(), timestamptz '2026-01-01T00:00:00Z' + n * interval '1 second 1 microsecond',
        case when n % 100000 = 7 then 'rare' when n % 3 > 0 then 'ann' end,
        case when n % 50000 = 11 then json '{"rule_id":7,"setting":"gone"}' when n % 2 = 0 then json '{"rule_id":77}' end,
        case when n % 60000 = 13 then 'setting.created' else 'rule.created' end, case
        when n % 5000 = 0 then null
        when n % 40000 = 1 then array['rare_' || n / 40000]
        when n % 2 = 0 then array['often']
        else array['setting_' || n % 1000]
      end
      from generate_series(10, 200009) as n;
      update revision_head set seq = 200009;
    `);
    await own.sql('vacuum analyze changes');
  };
  ({ server, database, close } = await openOwnDatabase({ fill }));
});
afterAll(() => close());

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

/** The sequences of all changes of a selection, in pages. */
async function sequencesOf(selection: Omit<ChangesSelection, 'limit'>, limit: number): Promise<string[]> {
  const sequences: string[] = [];
  const next = { ...selection };
  for (;;) {
    const page = await database.read(({ changes }) => changes.list({ ...next, limit }));
    sequences.push(...page.changes.map(({ seq }) => seq));
    if (page.next === undefined) return sequences;
    if (selection.isNewestFirst) next.before = BigInt(page.next);
    else next.after = BigInt(page.next);
  }
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

test('pages read while a setting keeps changing have no gap and no repetition', async () => {
  const numbers = await numbersOf('often');

  const page = await readPage(numbers[999] ?? '', 'often', 3);

  expect(page.changes.map(({ seq }) => seq)).toEqual(numbers.slice(1000, 1003));
  expect(page.next).toBe(numbers[1002]);
});

test('the changes of a setting are found by two indexes, without reading the log', async () => {
  const { text: statement, values } = pageOfSetting(
    { setting: 'nobody', limit: 100 },
    { after: 0n, before: 2n ** 62n },
  );
  const plan = await server.sql<{ 'QUERY PLAN': string }>(`explain ${statement}`, values);

  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toContain('ix_changes_settings');
  expect(text).toContain('ix_changes_unnamed');
  expect(text).not.toMatch(/Seq Scan on changes|Scan using changes_pkey on changes l\s.*\n\s+Filter/);
});

const secondsOf = (n: number) => Date.parse('2026-01-01T00:00:00Z') + n * 1000;
const SELECTIONS: [string, Omit<ChangesSelection, 'limit'>, string, number][] = [
  ['of everything', { after: 199_000n }, 'seq > 199000', 300],
  ['of an actor with few changes', { actor: 'rare' }, `actor = 'rare'`, 1],
  ['of an actor with many changes', { actor: 'ann', before: 2000n }, `actor = 'ann' and seq < 2000`, 1000],
  ['of nobody', { actor: 'nobody' }, 'false', 10],
  ['of a rare action', { action: 'setting.created' }, `action = 'setting.created'`, 2],
  ['of a rule without a setting', { rule: 7 }, `after::text like '%"rule_id":7,%'`, 3],
  ['of a rule and a setting', { rule: 7, setting: 'setting_11' }, 'seq % 50000 = 11', 3],
  ['from a time on', { from: secondsOf(199_900) + 199 }, 'seq >= 199900', 70],
  ['up to a time', { to: secondsOf(500) }, 'seq between 10 and 500', 300],
  ['between two times', { from: secondsOf(1000) + 1, to: secondsOf(1300) + 1 }, 'seq between 1000 and 1300', 100],
  ['after all times', { from: secondsOf(999_999) }, 'false', 10],
  ['before all times', { to: 0 }, 'false', 10],
  [
    'of a setting and an actor',
    { setting: 'rare_3', actor: 'ann' },
    `(settings is null or settings && array['rare_3']) and actor = 'ann'`,
    10,
  ],
  ['of a setting with few changes', { setting: 'rare_3' }, `settings is null or settings && array['rare_3']`, 7],
  [
    'of a busy setting',
    { setting: 'often', after: 190_000n },
    `(settings is null or 'often' = any (settings)) and seq > 190000`,
    999,
  ],
];

test.each(SELECTIONS)('the pages %s have each change once, in both orders', async (_, selection, where, limit) => {
  const rows = await server.sql<{ seq: string }>(`select seq from changes where ${where} order by seq`);
  const expected = rows.map(({ seq }) => seq);

  expect(await sequencesOf(selection, limit)).toEqual(expected);
  expect(await sequencesOf({ ...selection, isNewestFirst: true }, limit)).toEqual(expected.toReversed());
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
