import { MANY_RULES_PROBLEMS } from '../http/openapi/api-docs.js';
import { Documented } from '../http/openapi/documented.js';
import { PlanAnswer, PlanBody } from './plan.dto.js';

export const PlanDocs = Documented('configuration as code', {
  plan: {
    summary: 'Plan a document',
    description:
      'Compares the current state with a document and answers what would change, who changed that last, and the operations ' +
      'that `POST /api/v1/change_sets` would carry out with `based_on`. It never writes.',
    body: {
      type: PlanBody,
      example: {
        document: {
          format: 'heksher/v1',
          scope: { prefixes: ['cache_'] },
          settings: {
            cache_size: {
              type: 'int',
              default_value: 64,
              configurable_features: ['account', 'user', 'theme'],
              version: '1.1',
              rules: [{ when: { user: 'guest' }, value: 20 }],
            },
          },
        },
        prune: true,
      },
    },
    answers: { 200: { type: PlanAnswer, description: 'What would change.' } },
    problems: {
      ...MANY_RULES_PROBLEMS,
      404: 'no context feature "region"',
      409: 'cache_size differs: default_value is 64 in the service. To change it, raise its version above 1.1',
      422: 'format must be "heksher/v1"',
    },
  },
});
