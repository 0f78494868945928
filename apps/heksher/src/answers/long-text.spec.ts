import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes } from './long-text.js';

const pieceLists = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constant('é'.repeat(50_000))), { maxLength: 8 });

test('pieces have the bytes and the entity tag of the text that they make', async () => {
  await fc.assert(
    fc.asyncProperty(pieceLists, fc.boolean(), async (pieces, isTagged) => {
      const inPieces = await toBytes(pieces, { isTagged });

      const whole = await toBytes(pieces.join(''), { isTagged });
      expect(inPieces.etag).toBe(whole.etag);
      expect(inPieces.body.equals(whole.body)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('other work goes on while pieces become bytes', async () => {
  let hasWorked = false;
  setImmediate(() => (hasWorked = true));
  const end = performance.now() + 10_000; // only a failing test waits so long
  const pieces = (function* () {
    while (!hasWorked && performance.now() < end) yield 'x'.repeat(64 * 1024);
  })();

  await toBytes(pieces, { isTagged: true });

  expect(hasWorked).toBe(true);
});

test('an error while a piece is made is the error of all', async () => {
  const pieces = (function* () {
    yield 'x'.repeat(100 * 1024);
    throw new Error('the second piece fails');
  })();

  await expect(toBytes(pieces, { isTagged: true })).rejects.toThrow('the second piece fails');
});
