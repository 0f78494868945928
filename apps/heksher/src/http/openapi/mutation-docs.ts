import type { ApiResponseOptions } from '@nestjs/swagger';

const MUTATION = Symbol('mutation');

/** Marks a handler as mutating. */
export function markMutation(handler: object): void {
  Reflect.defineMetadata(MUTATION, true, handler);
}

/** Whether a handler is marked as mutating. */
export function isMutation(handler: object): boolean {
  return Reflect.getMetadata(MUTATION, handler) === true;
}

export const SEQUENCE_HEADER = {
  schema: { type: 'integer', format: 'int64' },
  example: 57,
  description: 'the sequence of the change in the log; absent if nothing has changed',
} as const;

/** The headers of the response to a mutation. */
export const MUTATION_HEADERS: ApiResponseOptions['headers'] = {
  'Heksher-Sequence': SEQUENCE_HEADER,
  ETag: {
    schema: { type: 'string' },
    description: 'the new entity tag of what was changed; absent if that is gone',
  },
};
