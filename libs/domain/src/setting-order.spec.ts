import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { comparePlaces, pageOf, placeOf, type SettingOrder, type SettingPlace } from './setting-order.js';

const orders = fc.constantFrom<SettingOrder>('name', '-changed');
const places = fc.uniqueArray(
  fc.record<SettingPlace>({
    name: fc.stringMatching(/^[A-Za-z0-9_.]{1,4}$/),
    seq: fc.option(fc.nat({ max: 120 }).map(String), { nil: undefined }),
  }),
  { selector: ({ name }) => name },
);

/** All pages of a list, one after the other. `meanwhile` changes the list between two pages. */
function readPages(
  list: readonly SettingPlace[],
  { order, limit, meanwhile = (now) => now }: ReadOptions,
): SettingPlace[] {
  const read: SettingPlace[] = [];
  for (let now = [...list]; ; now = meanwhile(now)) {
    const last = read.at(-1);
    const sorted = now.sort((a, b) => comparePlaces(a, b, order));
    const isAfter = last && ((place: SettingPlace) => comparePlaces(place, last, order) > 0);
    const { items, isMore } = pageOf(sorted, { limit, isAfter });
    read.push(...items);
    if (!isMore) return read;
  }
}

interface ReadOptions {
  order: SettingOrder;
  limit: number;
  meanwhile?: (list: SettingPlace[]) => SettingPlace[];
}

describe('the pages of a list', () => {
  test('all pages together are the sorted list', () => {
    fc.assert(
      fc.property(places, orders, fc.integer({ min: 1, max: 5 }), (list, order, limit) => {
        const sorted = [...list].sort((a, b) => comparePlaces(a, b, order));

        expect(readPages(list, { order, limit })).toEqual(sorted);
      }),
    );
  });

  test('what stays in the list is read exactly once while others add and remove settings', () => {
    fc.assert(
      fc.property(places, places, orders, fc.integer({ min: 1, max: 3 }), (staying, others, order, limit) => {
        const named = (list: SettingPlace[], first: string) => list.map((one) => ({ ...one, name: first + one.name }));
        const mine = named(staying, 's');
        const theirs = named(others, 'o');
        let turn = 0;
        const meanwhile = () => [...mine, ...theirs.slice(turn++ % (theirs.length + 1))];

        const read = readPages([...mine, ...theirs], { order, limit, meanwhile });

        const sorted = [...mine].sort((a, b) => comparePlaces(a, b, order));
        expect(read.filter(({ name }) => name.startsWith('s'))).toEqual(sorted);
      }),
    );
  });
});

test('the latest change comes first, and settings without one last, by name', () => {
  const change = (seq: string) => ({ seq, at: '', actor: null });
  const list = [
    placeOf('c', undefined),
    placeOf('b', change('9')),
    placeOf('a', undefined),
    placeOf('d', change('10')),
  ];

  const names = list.sort((a, b) => comparePlaces(a, b, '-changed')).map(({ name }) => name);

  expect(names).toEqual(['d', 'b', 'a', 'c']);
});
