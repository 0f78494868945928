import { expect, test } from '@jest/globals';
import { readPerson } from './claims.js';

test('a person has a name, an address and groups', () => {
  const claims = { sub: '7', name: 'Jim', email: 'jim@example.com', email_verified: true, groups: ['web', 7] };

  expect(readPerson(claims, 'groups')).toEqual({
    kind: 'person',
    subject: '7',
    name: 'Jim',
    email: 'jim@example.com',
    groups: ['web'],
  });
});

test.each([
  [{ sub: '7', preferred_username: 'jim', email: 'jim@example.com' }, 'jim'],
  [{ sub: '7', email: 'jim@example.com' }, 'jim@example.com'],
  [{ sub: '7', name: ' ', email: 'jim@example.com', email_verified: false }, '7'],
  [{ sub: '7', name: 'J\nim' }, '7'],
])('the name in %j is %s', (claims, name) => {
  expect(readPerson(claims, 'groups').name).toBe(name);
});

test('an address that is not verified does not count', () => {
  const person = readPerson({ sub: '7', email: 'boss@example.com', email_verified: false }, 'groups');

  expect(person).not.toHaveProperty('email');
});

test('the groups may be one text, of any claim', () => {
  expect(readPerson({ sub: '7', roles: 'web' }, 'roles').groups).toEqual(['web']);
  expect(readPerson({ sub: '7', groups: { web: true } }, 'groups').groups).toEqual([]);
});

test.each([undefined, '', 7, 'x'.repeat(256)])('the subject %j does not fit', (sub) => {
  expect(() => readPerson({ sub }, 'groups')).toThrow('no name that fits');
});
