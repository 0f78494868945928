import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import { compose, type Step } from './pipeline.js';

/** A step that records its name, and passes on the requests that it does not answer. */
const step = (name: string, passed: string[], answers = false): Step => {
  return (next) => (request, response) => {
    passed.push(name);
    if (!answers) next(request, response);
  };
};

function run(steps: Step[], passed: string[]): string[] {
  compose(steps, () => passed.push('end'))({} as IncomingMessage, {} as ServerResponse);
  return passed;
}

test('a request passes the steps in order, and then the end', () => {
  const passed: string[] = [];

  expect(run([step('first', passed), step('second', passed)], passed)).toEqual(['first', 'second', 'end']);
});

test('a request goes no further than the step that answers it', () => {
  const passed: string[] = [];

  expect(run([step('first', passed, true), step('second', passed)], passed)).toEqual(['first']);
});
