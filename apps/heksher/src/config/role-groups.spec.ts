import { expect, test } from '@jest/globals';
import { parseRoleGroups } from './role-groups.js';

const GROUPS = parseRoleGroups('admin=platform; editor=web:web.,shared.;editor=shop:shop.;reader=*');

test('the greatest role of all groups counts, with the prefixes of every group that has it', () => {
  expect(GROUPS.roleOf(['web', 'platform'])).toEqual({ role: 'admin', prefixes: [] });
  expect(GROUPS.roleOf(['web'])).toEqual({ role: 'editor', prefixes: ['web.', 'shared.'] });
  expect(GROUPS.roleOf(['shop', 'web', 'x'])).toEqual({ role: 'editor', prefixes: ['web.', 'shared.', 'shop.'] });
  expect(GROUPS.roleOf([])).toEqual({ role: 'reader', prefixes: [] });
});

test('without an entry for everybody a stranger has no role', () => {
  expect(parseRoleGroups('admin=platform').roleOf(['web'])).toBeUndefined();
});

test('only the groups that count are kept', () => {
  expect(GROUPS.known(['x', 'web', '*', 'platform'])).toEqual(['web', 'platform']);
});

test.each(['boss=web', 'admin', 'admin=', '=web', 'editor=web:we b.'])('%j is no role of a group', (text) => {
  expect(() => parseRoleGroups(text)).toThrow('is not such as');
});
