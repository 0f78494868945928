import { MANY_RULES_PROBLEMS } from '../http/openapi/api-docs.js';
import { Documented } from '../http/openapi/documented.js';
import { AS_OF, PAST_PROBLEMS } from '../http/openapi/past-docs.js';
import { CURSOR, PREFIX, SEARCH, limitOf } from '../http/openapi/list-docs.js';
import { EvaluateBody, EvaluationAnswer, RevisedEvaluationAnswer } from './evaluation.dto.js';

const UNKNOWN = { ...MANY_RULES_PROBLEMS, ...PAST_PROBLEMS, 404: 'no settings are called "speeed"' };

export const EvaluationDocs = Documented('evaluation', {
  evaluate: {
    summary: 'Evaluate settings',
    description:
      'The value that settings have in a context: that of the rule that wins, else the default. With `explain`, every ' +
      'rule with its outcome. With `prefix`, `search`, `limit` or `cursor`, a page of the settings.',
    body: {
      type: EvaluateBody,
      example: { context: { user: 'guest', theme: 'dark' }, settings: ['cache_size'], explain: true },
    },
    answers: { 200: { type: RevisedEvaluationAnswer, description: 'The values, all of one state.' } },
    problems: { ...UNKNOWN, 422: 'the value of the feature user must be a string, a number or a boolean' },
  },
  evaluateByUrl: {
    summary: 'Evaluate settings by URL',
    description: 'The same with everything in the URL. The answer has an entity tag in place of the revision.',
    query: [
      {
        name: 'context',
        type: String,
        required: false,
        example: 'user:guest,theme:dark',
        description: 'values of features, which have no comma; absent: none',
      },
      {
        name: 'settings',
        type: String,
        required: false,
        example: 'cache_size',
        description: 'names or aliases; absent: all',
      },
      { name: 'explain', required: false, type: Boolean, description: 'list every rule with its outcome' },
      PREFIX,
      SEARCH,
      limitOf('settings'),
      CURSOR,
      { ...AS_OF, description: `${AS_OF.description}; not with the parameters of a page` },
    ],
    tagged: { type: EvaluationAnswer, description: 'The values.' },
    problems: { ...UNKNOWN, 422: '"user" is not of the form "feature:value"' },
  },
});
