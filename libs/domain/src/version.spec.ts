import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FIRST_VERSION, compareVersions, parseVersion, printVersion } from './version.js';

const numbers = fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 999_999_999 }));
const versions = fc.record({ major: numbers, minor: numbers });

describe('versions', () => {
  test.each([
    ['1.0', { major: 1, minor: 0 }],
    ['01.0', { major: 1, minor: 0 }],
    ['0.007', { major: 0, minor: 7 }],
    ['999999999.999999999', { major: 999_999_999, minor: 999_999_999 }],
  ])('%s is a version', (text, version) => {
    expect(parseVersion(text)).toEqual(version);
  });

  test.each([
    '',
    '1',
    '1.',
    '.1',
    '1.0.0',
    '-1.0',
    '1.0\n',
    ' 1.0',
    '1,0',
    'a.b',
    '1.1234567890',
    '1234567890.1',
    '١.٠',
  ])('%j is not a version', (text) => {
    expect(() => parseVersion(text)).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        message: `the version ${JSON.stringify(text)} is not of the form "major.minor"`,
      }),
    );
  });

  test.each([
    ['1.0', '1.1'],
    ['1.9', '1.10'],
    ['9.9', '10.0'],
    ['1.999999999', '2.0'],
  ])('the version %s is lower than %s', (lower, higher) => {
    expect(compareVersions(parseVersion(lower), parseVersion(higher))).toBeLessThan(0);
    expect(compareVersions(parseVersion(higher), parseVersion(lower))).toBeGreaterThan(0);
  });

  test('01.0 is the version 1.0', () => {
    expect(compareVersions(parseVersion('01.0'), parseVersion('1.0'))).toBe(0);
  });

  test('every setting starts at 1.0', () => {
    expect(printVersion(FIRST_VERSION)).toBe('1.0');
  });

  test('parsing the text of a version gives that version', () => {
    fc.assert(
      fc.property(versions, (version) => {
        expect(parseVersion(printVersion(version))).toEqual(version);
      }),
    );
  });

  test('versions are ordered by major, then by minor', () => {
    fc.assert(
      fc.property(versions, versions, (left, right) => {
        const [a, b] = [left, right].map(({ major, minor }) => BigInt(major) * 10n ** 9n + BigInt(minor)) as [
          bigint,
          bigint,
        ];

        expect(Math.sign(compareVersions(left, right))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});
