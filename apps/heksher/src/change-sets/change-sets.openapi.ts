import { Documented } from '../http/openapi/documented.js';
import { SEQUENCE_HEADER } from '../http/openapi/mutation-docs.js';
import { ChangeSetAnswer, ChangeSetBody } from './change-sets.dto.js';

export const ChangeSetsDocs = Documented('changes', {
  apply: {
    summary: 'Apply a change set',
    description:
      'Carries out several operations in one transaction, all of them or none. Each is judged on the state that those before ' +
      'it have made. If any is refused, nothing changes, and `errors` has every faulty one, at most 100.',
    headers: [
      {
        name: 'Idempotency-Key',
        required: false,
        example: 'a3f1c2',
        description: 'makes the request safe to send again: 1 to 255 printable ASCII characters',
      },
    ],
    body: {
      type: ChangeSetBody,
      example: {
        note: 'jim needs more (TICKET-7)',
        impact: true,
        operations: [
          { op: 'rule.set', setting: 'cache_size', feature_values: { user: 'jim' }, value: 20 },
          { op: 'rule.delete', setting: 'cache_size', feature_values: { user: 'john' }, if_exists: true },
        ],
      },
    },
    answers: {
      200: {
        type: ChangeSetAnswer,
        description: 'What each operation came to.',
        headers: {
          'Heksher-Sequence': SEQUENCE_HEADER,
          'Idempotency-Replayed': {
            schema: { type: 'boolean' },
            description: 'true if an equal request with this idempotency key was carried out before',
          },
        },
      },
    },
    problems: {
      400: "operation 0: the value is not of the setting's type int",
      404: 'operation 0: no rule has the id 3',
      409: 'operation 0: rule 3 of setting cache_size has the same conditions, user=jim',
      412: 'what this change set touches has changed since 41',
      422: 'operation 0: value is required',
    },
  },
});
