import { expect, test } from '@jest/globals';
import { parseSettingType, printSettingType } from '@heksher/domain';
import {
  draftOfType,
  emptyValue,
  fittingValue,
  isSameTypeText,
  printTypeDraft,
  readType,
  withKind,
} from './type-draft.js';

test.each([
  'int',
  'Enum["green, light","red",3,4.50,true,"true","3"," x ",""]',
  'Flags["a",12345678901234567890]',
  'Mapping<Sequence<Enum["a"]>>',
])('the draft of %s is that type', (text) => {
  const type = parseSettingType(text);

  expect(readType(printTypeDraft(draftOfType(type)))).toEqual({ type });
});

test('options are JSON if they can be, and texts otherwise', () => {
  const draft = { kind: 'enum' as const, options: 'red\n 3 \n"3"\ntrue\n\nnull\n[1]', of: undefined };

  expect(printTypeDraft(draft)).toBe('Enum["red",3,"3",true,"null","[1]"]');
});

test('another kind keeps what it needs', () => {
  const draft = draftOfType(parseSettingType('Enum["a"]'));

  expect(printTypeDraft(withKind(draft, 'sequence'))).toBe('Sequence<str>');
  expect(printTypeDraft(withKind(withKind(draft, 'int'), 'enum'))).toBe('Enum["a"]');
});

test('a text that is no type says why', () => {
  expect(readType('text')).toEqual({ fault: expect.stringContaining('no type') });
});

test('every type has a value to begin with', () => {
  for (const text of ['int', 'float', 'str', 'bool', 'Enum["a",2]', 'Flags["a"]', 'Sequence<int>', 'Mapping<str>']) {
    const type = parseSettingType(text);
    expect([printSettingType(type), fittingValue(type, emptyValue(type))]).toEqual([text, emptyValue(type)]);
  }
  expect(fittingValue(parseSettingType('int'), 'x')).toBe(0);
});

test('types are the same however they are written', () => {
  expect(isSameTypeText('Enum["b", "a"]', 'Enum["a","b"]')).toBe(true);
  expect(isSameTypeText('int', 'float')).toBe(false);
});
