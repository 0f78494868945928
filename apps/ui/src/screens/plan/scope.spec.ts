import { parseJson } from '@heksher/domain';
import { expect, test } from '@jest/globals';
import { scopeOf } from './scope.js';

test.each([
  ['{"scope":{"prefixes":["a.","b."]}}', ['a.', 'b.']],
  ['{"scope":{"prefixes":["a.",1]}}', ['a.']],
  ['{"scope":{"prefixes":"a."}}', undefined],
  ['{"scope":{}}', undefined],
  ['{"scope":null}', undefined],
  ['{}', undefined],
  ['[]', undefined],
])('the scope of %s is %j', (document, scope) => {
  expect(scopeOf(parseJson(document))).toEqual(scope);
});
