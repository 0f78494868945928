import { expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { HAS_CURL, examplesOf, readPage, runCommands } from '../support/markdown.js';

const app = useApp();

const examples = examplesOf(readPage('README.md').split(/^## (?:Try it|Concepts)$/m)[1] ?? '');

test('the README’s first steps are requests to the service', () => {
  expect(examples).toHaveLength(9);
});

// The steps build on each other, in this order.
(HAS_CURL ? test : test.skip).each(examples)('$title … prints what the README says', async ({ command, output }) => {
  const printed = await runCommands(command, app.heksher.url);

  expect(printed).toBe(output?.text.trimEnd() ?? '');
});
