import { MANY_RULES_PROBLEMS } from '../http/openapi/api-docs.js';
import { Documented } from '../http/openapi/documented.js';
import { CompareBody, ComparisonAnswer } from './comparison.dto.js';

export const ComparisonDocs = Documented('evaluation', {
  compare: {
    summary: 'Compare settings in several contexts',
    description: 'The values of a page of settings in two to four contexts, side by side.',
    body: {
      type: CompareBody,
      example: { contexts: [{ user: 'guest' }, { user: 'guest', theme: 'dark' }], only_differences: true },
    },
    answers: { 200: { type: ComparisonAnswer, description: 'The values, all of one state.' } },
    problems: {
      ...MANY_RULES_PROBLEMS,
      404: 'no settings are called "speeed"',
      422: 'contexts must be an array of 2 to 4 contexts',
    },
  },
});
