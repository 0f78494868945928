import { expect, test } from '@jest/globals';
import { ENCODINGS, chooseEncoding } from './choose-encoding.js';

test.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip, deflate, br, zstd', 'br'],
  ['br;q=0.5, gzip', 'gzip'],
  ['br;q=0.5, gzip;q=0.4', 'br'],
  ['GZIP ; Q=1', 'gzip'],
  ['br;q=0, *', 'gzip'],
  ['*', 'br'],
  ['*;q=0', 'identity'],
  ['gzip;q=0.1', 'gzip'],
  ['identity, gzip;q=0.9', 'identity'],
  ['identity;q=0, zstd', 'identity'],
  ['deflate', 'identity'],
  ['br;q=nonsense', 'br'],
  ['br;level=4;q=0.2, gzip;q=0.3', 'gzip'],
])('a client that accepts %j gets %s', (header, encoding) => {
  expect(chooseEncoding(header, ENCODINGS)).toBe(encoding);
});

test('a client gets an encoding only if the file has it', () => {
  expect(chooseEncoding('br, gzip;q=0.5', ['gzip', 'identity'])).toBe('gzip');
  expect(chooseEncoding('br, gzip', ['identity'])).toBe('identity');
});
