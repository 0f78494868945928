import { describe, expect, test } from '@jest/globals';
import {
  FEATURE_NAME,
  FEATURE_VALUE,
  METADATA_KEY,
  SETTING_ALIAS,
  SETTING_NAME,
  SETTING_NAME_OR_ALIAS,
  assertName,
  whyNotName,
} from './names.js';

describe('names', () => {
  test.each([
    [SETTING_NAME, ['a', 'A.b_9', '.', '9', 'a'.repeat(255)]],
    [SETTING_ALIAS, ['a', 'cache-size', '-', 'A.b_9', 'a-'.repeat(127)]],
    [SETTING_NAME_OR_ALIAS, ['a', 'cache-size', '-', 'a'.repeat(255)]],
    [FEATURE_NAME, ['a', 'x_user', '_', '9', 'Z'.repeat(255)]],
    [FEATURE_VALUE, ['a', 'jim@example.com', 'en-GB', '1.2.3+4', 'a/b', '9', 'a'.repeat(255)]],
    [METADATA_KEY, ['a', 'a-b_C', '9', 'a'.repeat(1000)]],
  ])('the allowed forms of a $what', (rule, names) => {
    const faults = names.map((name) => whyNotName(rule, name));

    expect(faults).toEqual(names.map(() => undefined));
  });

  test.each([
    [SETTING_NAME, ['', 'a b', 'a-b', 'a/b', 'é', 'a\n', '\na', 'a\u0000', '*', 'a'.repeat(256)]],
    [SETTING_ALIAS, ['', 'a b', 'a/b', 'a,b', 'é', 'a–b', 'a-b\n', 'a\u0000', '*', 'a-'.repeat(128)]],
    [SETTING_NAME_OR_ALIAS, ['', 'a b', 'a/b', 'é', 'a-b\n', '*', 'a'.repeat(256)]],
    [FEATURE_NAME, ['', 'a b', 'a-b', 'a.b', 'é', 'a\n', '\na', 'a\u0000', '*', 'a'.repeat(256)]],
    [FEATURE_VALUE, ['', 'a b', 'a,b', '(a)', 'a:b', 'é', 'a\n', 'a\u0000', '*', 'a'.repeat(256)]],
    [METADATA_KEY, ['', 'a b', 'a.b', 'é', 'a\n', 'a\u0000', '__proto__ ', 'a'.repeat(1001)]],
  ])('the refused forms of a $what', (rule, names) => {
    const faults = names.map((name) => whyNotName(rule, name));

    expect(faults).toEqual(names.map(() => expect.stringContaining(`is not a ${rule.what}: 1 to ${rule.longest} of `)));
  });

  test('the error shows the name, shortened', () => {
    expect(whyNotName(FEATURE_NAME, 'a\n')).toBe(
      '"a\\n" is not a context feature name: 1 to 255 of letters, digits and "_"',
    );
    expect(whyNotName(SETTING_NAME, 'a'.repeat(256))).toBe(
      `"${'a'.repeat(80)}…" is not a setting name: 1 to 255 of letters, digits, "_" and "."`,
    );
  });

  test('the error for a bad name says where the name is', () => {
    const message = '"" is not a setting name: 1 to 255 of letters, digits, "_" and "."';

    expect(() => assertName(SETTING_NAME, 'a')).not.toThrow();
    expect(() => assertName(SETTING_NAME, '')).toThrow(
      expect.objectContaining({ name: 'DomainError', kind: 'invalid', message, faults: [] }),
    );
    expect(() => assertName(SETTING_NAME, '', { path: ['name'] })).toThrow(
      expect.objectContaining({ kind: 'invalid', message, faults: [{ path: ['name'], message }] }),
    );
  });
});
