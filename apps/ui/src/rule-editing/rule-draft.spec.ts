import { expect, test } from '@jest/globals';
import { parseJson, printJson } from '@heksher/domain';
import type { Rule } from '../api/types.js';
import { draftOf, duplicateOf, operationOf } from './rule-draft.js';

const rule: Rule = {
  rule_id: 7,
  value: 10,
  feature_values: [
    ['user', 'guest'],
    ['theme', 'dark'],
  ],
  metadata: { information: 'TICKET-7', owner: 'jim' },
  never: null,
  redundant: false,
};
const edit = { kind: 'edit', rule } as const;

test('a rule that is opened and saved as it is changes nothing', () => {
  expect(operationOf(draftOf(edit, 0), 'size', edit)).toBeUndefined();
});

test('a changed value is sent alone, with all its digits', () => {
  const draft = { ...draftOf(edit, 0), value: parseJson('12345678901234567890') };

  expect(printJson(operationOf(draft, 'size', edit))).toBe(
    '{"op":"rule.change","rule_id":7,"value":12345678901234567890}',
  );
});

test('a note keeps the other metadata, and an empty one is removed', () => {
  const draft = draftOf(edit, 0);

  expect(operationOf({ ...draft, information: 'why' }, 'size', edit)).toMatchObject({
    metadata: { owner: 'jim', information: 'why' },
  });
  expect(operationOf({ ...draft, information: '' }, 'size', edit)).toMatchObject({ metadata: { owner: 'jim' } });
});

test('other conditions move the rule, in any order the same ones do not', () => {
  const draft = draftOf(edit, 0);
  const reversed = new Map([...draft.conditions].reverse());

  expect(operationOf({ ...draft, conditions: reversed }, 'size', edit)).toBeUndefined();
  expect(operationOf({ ...draft, conditions: new Map([['user', 'jim']]) }, 'size', edit)).toMatchObject({
    new_feature_values: { user: 'jim' },
  });
});

test('zero, false and empty values are values', () => {
  for (const value of [0, false, '', [], {}]) {
    expect(operationOf({ ...draftOf(edit, 1), value }, 'size', edit)).toMatchObject({ value });
  }
});

test('a rule for everyone has no conditions, and remembers them while it is edited', () => {
  const draft = { ...draftOf(edit, 0), isForEveryone: true };

  expect(operationOf(draft, 'size', edit)).toMatchObject({ new_feature_values: {} });
  expect(draft.conditions.size).toBe(2);
});

test('a copy finds the rule that it has the conditions of, an edited rule does not find itself', () => {
  const copy = { kind: 'copy', rule } as const;

  expect(duplicateOf(draftOf(copy, 0), [rule], copy)).toBe(rule);
  expect(duplicateOf(draftOf(edit, 0), [rule], edit)).toBeUndefined();
});
