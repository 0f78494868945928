import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDatabaseAddress } from './connection-string.js';
import { parseConnectionUri, type Host } from './connection-uri.js';

const host = (name: string | undefined, port?: number, address?: string): Host => ({ name, port, address });

describe('the hosts of a connection string', () => {
  test.each<[text: string, hosts: Host[]]>([
    ['postgresql://', []],
    ['postgresql:///db', []],
    ['postgresql://u:p@/db', []],
    ['postgres://h', [host('h')]],
    ['postgresql://h:5433/db', [host('h', 5433)]],
    ['postgresql://:5433/db', [host(undefined, 5433)]],
    ['postgresql://[::1]:5433/db', [host('::1', 5433)]],
    ['postgresql://h1:1,h2:2/db', [host('h1', 1), host('h2', 2)]],
    ['postgresql://h1,h2:2,[::1]/db', [host('h1'), host('h2', 2), host('::1')]],
    ['postgresql://%2Fvar%2Frun/db', [host('/var/run')]],
    ['postgresql://u:p@/db?host=/var/run', [host('/var/run')]],
    ['postgresql:///db?host=/var/run&port=5433', [host('/var/run', 5433)]],
    ['postgresql:///db?host=a,b&port=1,2', [host('a', 1), host('b', 2)]],
    ['postgresql:///db?host=a,b&port=1', [host('a', 1), host('b', 1)]],
    ['postgresql:///db?port=1', [host(undefined, 1)]],
    ['postgresql://other:1/db?host=a&port=2', [host('a', 2)]],
    ['postgresql://a,b/db?hostaddr=10.0.0.1,::1', [host('a', undefined, '10.0.0.1'), host('b', undefined, '::1')]],
  ])('the hosts of a connection string are those that libpq reads: %s', (text, hosts) => {
    expect(parseConnectionUri(text).hosts).toEqual(hosts);
  });

  test.each([
    ['postgresql://h:port/d', 'its port must be a number'],
    ['postgresql://h:0/d', 'its port must be a number'],
    ['postgresql://h:65536/d', 'its port must be a number'],
    ['postgresql://[h/d', 'its host is not valid'],
    ['postgresql://h h/d', 'its host is not a host name'],
    ['postgresql:///d?host=a,b,c&port=1,2', 'one port, or one for each host'],
    ['postgresql://a,b/d?hostaddr=::1', 'the same number of hosts'],
    ['postgresql://h/d?sslmode', 'parameters of the form name=value'],
    ['postgresql://h\n/d', 'a line break'],
    ['postgresql://h/d%00', '%00'],
  ])('invalid hosts of a connection string are refused with the reason: %j', (text, why) => {
    expect(() => parseConnectionUri(text)).toThrow(why);
  });
});

test('the log-in and the database are percent-decoded', () => {
  const { user, password, database } = parseConnectionUri('postgresql://us%40er:p%2Fw%3A%20@h/the%20db');

  expect({ user, password, database }).toEqual({ user: 'us@er', password: 'p/w: ', database: 'the db' });
});

test('parameters override the rest of the URI, and unknown ones are passed on', () => {
  const read = parseConnectionUri('postgresql://a:b@h/c?user=u&password=p%26&dbname=d&options=-c%20x%3Dy');

  expect(read).toMatchObject({ user: 'u', password: 'p&', database: 'd' });
  expect([...read.parameters]).toEqual([['options', '-c x=y']]);
});

test.each(['p#1', 'p?', 'p:w', 'p w', 'p[1]', '€'])(
  'a password may have characters that end no part of it: %s',
  (password) => {
    expect(parseConnectionUri(`postgresql://u:${password}@h/d`).password).toBe(password);
  },
);

/** The error for a connection string; undefined if it is accepted. */
function faultOf(text: string): string | undefined {
  try {
    parseDatabaseAddress(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test.each(['p@ss/word#1', 'p@ssword', 'p/word', '12/34', '%', '100%', 'p%zz', 'a@b/c', 'a/b?c=d', '%ff', 'x@y?z=1'])(
  'a password with characters that are not encoded gets the advice to encode it: %s',
  (password) => {
    const fault = faultOf(`postgresql://heksher:${password}@db.example:5432/heksher`);

    expect(fault).toMatch(/^percent-encode the password/);
  },
);

test('no message shows three characters of a password in a row', () => {
  // None of these letters is in the messages themselves; punctuation such as "://" is.
  const letters = fc.constantFrom(...'ÄÖÜßÆØ€', ...'@/%#?:&=[],.;!+$ ');
  const passwords = fc.string({ unit: letters, minLength: 3, maxLength: 20 });
  const places = fc.constantFrom<(password: string) => string>(
    (password) => `postgresql://u:${password}@h:5432/d`,
    (password) => `postgresql://u:${password}@h:5432/d?sslmode=require`,
    (password) => `postgresql://u:${password}`,
    (password) => `postgresql://u:x@h/d?password=${password}&sslmode=bogus`,
    (password) => `mysql://u:${password}@h/d`,
    (password) => password,
  );

  fc.assert(
    fc.property(passwords, places, (password, place) => {
      const fault = faultOf(place(password)) ?? '';
      for (let at = 0; at + 3 <= password.length; at++) {
        const piece = password.slice(at, at + 3);
        expect(/[ÄÖÜßÆØ€]/.test(piece) && fault.includes(piece)).toBe(false);
      }
    }),
    { numRuns: 1000 },
  );
});
