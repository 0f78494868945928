import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DomainError, printJson } from '@heksher/domain';
import { jsonTexts, nearlyJsonTexts } from '../../../../../libs/domain/src/json.arbitraries.js';
import { parseInSteps } from './parse-in-steps.js';
import { parseBody } from './read-body.js';

/** More than one step takes. */
const LONG = 'x'.repeat(70_000);

function run(bytes: Buffer): { value: unknown; steps: number } {
  const generator = parseInSteps(bytes);
  for (let steps = 0; ; steps++) {
    const { done, value } = generator.next();
    if (done) return { value, steps };
  }
}

/** What parsing answers, as text: the value, or the kind of refusal. */
function outcome(parse: () => unknown): string {
  try {
    return printJson(parse());
  } catch (error) {
    if (error instanceof DomainError) return error.kind;
    throw error;
  }
}

/** The text with so much in and around it that it is taken apart. */
const around = (text: string) => `{"long":"${LONG}","list":[1,${text},{"a":[${text}],"b":"[${LONG}"}],"last":${text}}`;

describe('parsing in steps', () => {
  test('it answers what parsing at once does', () => {
    fc.assert(
      fc.property(jsonTexts, (text) => {
        const bytes = Buffer.from(around(text));

        expect(outcome(() => run(bytes).value)).toBe(outcome(() => parseBody(bytes)));
      }),
      { numRuns: 200 },
    );
  });

  test('it refuses what parsing at once does', () => {
    // Of two faults either one may be found first.
    const answer = (parse: () => unknown) => outcome(parse).replace(/^(malformed|invalid)$/, 'refused');
    fc.assert(
      fc.property(nearlyJsonTexts, (text) => {
        const bytes = Buffer.from(around(text));

        expect(answer(() => run(bytes).value)).toBe(answer(() => parseBody(bytes)));
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['a name twice', `{"a":[1],"a":[2],"b":"${LONG}"}`],
    ['a name of the prototype', `{"__proto__":{"a":1},"b":"${LONG}"}`],
    ['brackets in texts', `{"a":"[{","b":["]}\\"[",{}],"c":"${LONG}"}`],
    ['only primitives', `[${'1,'.repeat(50_000)}1]`],
    ['a text', `"${LONG}"`],
    ['brackets of other kinds', `{"a":[1},"b":"${LONG}"}`],
    ['one bracket too many', `{"a":[1]},"b":"${LONG}"}`],
    ['one bracket too few', `{"a":[1,"b":"${LONG}"}`],
    ['what looks like a place', `{"a":[0],"b":[1],"c":"${LONG}"}`],
  ])('%s', (_, text) => {
    const bytes = Buffer.from(text);

    expect(outcome(() => run(bytes).value)).toBe(outcome(() => parseBody(bytes)));
  });

  test('a fault has its path', () => {
    const parse = () => run(Buffer.from(`{"a":{"long":"${LONG}","b":[{"c":"\\ud800"}]}}`));

    expect(parse).toThrow(expect.objectContaining({ faults: [expect.objectContaining({ path: ['a', 'b', 0, 'c'] })] }));
  });

  test('a large body takes many steps', () => {
    const list = Array.from({ length: 1000 }, (_, at) => ({ at, text: 'x'.repeat(500) }));

    expect(run(Buffer.from(JSON.stringify({ list }))).steps).toBeGreaterThan(1000);
  });
});
