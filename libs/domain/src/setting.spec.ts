import { expect, test } from '@jest/globals';
import { missingSettings, noSettingIsCalled, unknownSettings } from './setting.js';

test.each([
  [['size'], 'no setting is called "size"'],
  [[''], 'no setting is called ""'],
  [['size', 'a "b"'], 'no settings are called "size", "a \\"b\\""'],
])('the refusal of %j quotes all of them', (names, message) => {
  expect(unknownSettings(names)).toEqual(expect.objectContaining({ kind: 'not-found', message }));
});

test('the refusal to read settings has the names as a list, too', () => {
  expect(missingSettings(['a', 'b'])).toEqual(
    expect.objectContaining({
      kind: 'not-found',
      message: 'no settings are called "a", "b"',
      details: { missing: ['a', 'b'] },
    }),
  );
});

test('a name that needs no quotes may be shown without them', () => {
  expect(noSettingIsCalled(['size'])).toBe('no setting is called size');
});
