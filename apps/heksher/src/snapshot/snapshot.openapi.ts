import { MANY_RULES_PROBLEMS } from '../http/openapi/api-docs.js';
import { Documented } from '../http/openapi/documented.js';
import { CONTEXT_FILTERS, SETTINGS } from '../http/openapi/query-docs.js';
import { SnapshotAnswer, SnapshotBody } from './snapshot.dto.js';

const ANSWER = { type: SnapshotAnswer, description: 'The snapshot.' };
const REFUSALS = {
  ...MANY_RULES_PROBLEMS,
  400: 'the feature user has two filters',
  404: 'no settings are called "speeed"',
};

export const SnapshotDocs = Documented('query', {
  get: {
    summary: 'Get a snapshot of settings and rules',
    description:
      'All that a client needs to resolve settings by itself, of one state: the order of the context features, and the ' +
      'settings with the rules that the contexts of the client can match.',
    query: [CONTEXT_FILTERS, SETTINGS],
    tagged: ANSWER,
    problems: {
      ...REFUSALS,
      422: 'at character 0: expected a filter "feature:*" or "feature:(value,…)", or "*" alone',
    },
  },
  getByBody: {
    summary: 'Get a snapshot by a body',
    description: 'The same with the parameters in a body, for more names than a URL may have. No entity tag.',
    body: {
      type: SnapshotBody,
      example: { settings: ['cache_size'], context_filters: { user: ['guest'], theme: '*' } },
    },
    answers: { 200: ANSWER },
    problems: { ...REFUSALS, 422: 'settings must be an array of setting names' },
  },
});
