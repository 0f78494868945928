import type { ApiPropertyOptions, ApiQueryOptions } from '@nestjs/swagger';

/** Documents the parameter that asks for an earlier state. */
export const AS_OF: ApiQueryOptions = {
  name: 'as_of',
  required: false,
  type: String,
  description:
    'the answer as it was right after a change, by its sequence, or at a time, by the names of then; the header ' +
    'Heksher-Sequence says which change made that state',
};

/** Documents the same as a member of a body. */
export const AS_OF_MEMBER: ApiPropertyOptions = {
  oneOf: [
    { type: 'integer', format: 'int64' },
    { type: 'string', format: 'date-time' },
  ],
  description: 'the answer as it was right after a change, by its sequence, or at a time',
};

/** Further answers of a route that takes `as_of`. */
export const PAST_PROBLEMS = {
  422: 'a point in time is a sequence of the log or a time such as 2026-11-23T20:15:00Z, not "yesterday"',
  410: 'the change log does not lead back to the state after change 3: the oldest that it leads to is that after change 9',
};
