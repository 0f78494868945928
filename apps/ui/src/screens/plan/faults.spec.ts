import { readDocumentText } from '@heksher/document';
import { expect, test } from '@jest/globals';
import { faultsIn } from './faults.js';

const DOCUMENT = readDocumentText('format: "heksher/v1"\nsettings:\n  a/b:\n    type: "in"\n');

test('faults in the document have the place in its text, others have none', () => {
  const faults = faultsIn(
    [
      { pointer: '/document/settings/a~1b/type', message: 'unknown type' },
      { pointer: '/document/settings/a~1b/version', message: 'missing' },
      { pointer: '/document', message: 'odd' },
      { pointer: '/prune', message: 'needs a scope' },
      { parameter: 'x', message: 'no fault of a body' },
    ],
    DOCUMENT,
  );

  expect(faults).toEqual([
    { message: 'unknown type', line: 4, column: 5 },
    { message: 'missing', line: 3, column: 3 },
    { message: 'odd', line: 1, column: 1 },
    { message: 'needs a scope' },
  ]);
});

test.each([undefined, 'no list', ['text']])('%j names no faults', (errors) => {
  expect(faultsIn(errors, DOCUMENT)).toEqual([]);
});
