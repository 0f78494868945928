import { MANY_RULES_PROBLEMS } from '../http/openapi/api-docs.js';
import { Documented } from '../http/openapi/documented.js';
import { QueryAnswer, QueryBody } from './query.dto.js';

const ANSWER = { type: QueryAnswer, description: 'Settings by name.' };
const REFUSALS = {
  ...MANY_RULES_PROBLEMS,
  400: 'the feature user has two filters',
  404: 'no settings are called "speeed"',
};

export const QueryDocs = Documented('query', {
  query: {
    summary: 'Query rules',
    description: 'The default and the rules of settings, filtered by what the contexts of the caller can be.',
    query: [
      {
        name: 'key_by',
        enum: ['canonical', 'requested'],
        required: false,
        description:
          'what the settings are called in the answer: their canonical names, or the names and aliases that were asked ' +
          'for, each once. Absent: as the service is configured, which is canonical where HEKSHER_QUERY_KEY_BY is not set',
      },
      {
        name: 'context_filters',
        type: String,
        required: false,
        example: 'user:(guest),theme:*',
        description: 'which rules: "*" for all, or for each feature the values that are wanted',
      },
      {
        name: 'settings',
        type: String,
        required: false,
        example: 'cache_size',
        description: 'names or aliases; absent: all',
      },
      { name: 'include_metadata', required: false, type: Boolean, description: 'add the metadata of each rule' },
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
