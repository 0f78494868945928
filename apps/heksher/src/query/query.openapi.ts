import { MANY_RULES_PROBLEMS } from '../http/openapi/api-docs.js';
import { Documented } from '../http/openapi/documented.js';
import { CONTEXT_FILTERS, SETTINGS } from '../http/openapi/query-docs.js';
import { AS_OF, PAST_PROBLEMS } from '../http/openapi/past-docs.js';
import { QueryAnswer, QueryBody } from './query.dto.js';

const ANSWER = { type: QueryAnswer, description: 'Settings by name.' };
const REFUSALS = {
  ...MANY_RULES_PROBLEMS,
  ...PAST_PROBLEMS,
  400: 'the feature user has two filters',
  404: 'no settings are called "speeed"',
};

export const QueryDocs = Documented('query', {
  query: {
    summary: 'Query rules',
    description:
      'The default and the rules of settings. Filters select the rules that can match the caller’s contexts.',
    query: [
      {
        name: 'key_by',
        enum: ['canonical', 'requested'],
        required: false,
        description:
          'the keys of the settings in the answer: their canonical names, or the requested names and ' +
          'aliases, each once. Absent: HEKSHER_QUERY_KEY_BY decides, by default canonical',
      },
      CONTEXT_FILTERS,
      SETTINGS,
      { name: 'include_metadata', required: false, type: Boolean, description: 'add the metadata of each rule' },
      AS_OF,
    ],
    tagged: ANSWER,
    problems: {
      ...REFUSALS,
      422: 'at character 0: expected a filter "feature:*" or "feature:(value,…)", or "*" alone',
    },
  },
  queryByBody: {
    summary: 'Query rules by a body',
    description: 'The same with the parameters in a body, for more names than a URL may have. No entity tag.',
    body: { type: QueryBody, example: { settings: ['cache_size'], context_filters: { user: ['guest'], theme: '*' } } },
    answers: { 200: ANSWER },
    problems: { ...REFUSALS, 422: 'settings must be an array of setting names' },
  },
});
