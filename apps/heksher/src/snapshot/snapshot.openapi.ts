import { MANY_RULES_PROBLEMS } from '../http/openapi/api-docs.js';
import { Documented } from '../http/openapi/documented.js';
import { CONTEXT_FILTERS, SETTINGS } from '../http/openapi/query-docs.js';
import { SnapshotAnswer } from './snapshot.dto.js';

export const SnapshotDocs = Documented('query', {
  get: {
    summary: 'Get a snapshot of settings and rules',
    description:
      'All that a client needs to resolve settings by itself, of one state: the order of the context features, and the ' +
      'settings with the rules that the contexts of the client can match.',
    query: [CONTEXT_FILTERS, SETTINGS],
    tagged: { type: SnapshotAnswer, description: 'The snapshot.' },
    problems: {
      ...MANY_RULES_PROBLEMS,
      400: 'the feature user has two filters',
      404: 'no settings are called "speeed"',
      422: 'at character 0: expected a filter "feature:*" or "feature:(value,…)", or "*" alone',
    },
  },
});
