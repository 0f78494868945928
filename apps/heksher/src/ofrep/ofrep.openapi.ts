import { Documented } from '../http/openapi/documented.js';
import { ApiFailure } from './ofrep-failure.js';
import { FlagAnswer, FlagRequestBody, FlagsAnswer } from './ofrep.dto.js';

const ETAG_HEADER = {
  ETag: { schema: { type: 'string' as const }, description: 'the strong entity tag of the answer' },
};
const BODY = { type: FlagRequestBody, required: false, example: { context: { user: 'guest', theme: 'dark' } } };
const BAD_BODY = 'The body is not JSON, or the context is no object.';
const GENERAL = 'The database cannot be reached, or the service made a mistake.';
const UNREACHABLE = { errorCode: 'GENERAL', errorDetails: 'the database cannot be reached' };

export const OfrepDocs = Documented('ofrep', {
  evaluateAll: {
    summary: 'Evaluate all flags (OFREP)',
    description: 'For OpenFeature providers of web and mobile: all flags in one context, under each name.',
    body: BODY,
    headers: [{ name: 'If-None-Match', required: false, description: 'an entity tag of an earlier answer' }],
    query: [
      {
        name: 'prefix',
        type: String,
        required: false,
        example: 'cache',
        description: 'only keys with this prefix',
      },
      {
        name: 'settings',
        type: String,
        required: false,
        example: 'cache_size,cache-size',
        description: 'only these keys',
      },
    ],
    answers: {
      200: { type: FlagsAnswer, description: 'The flags, all of one state.', headers: ETAG_HEADER },
      304: { description: 'The answer has the tag of If-None-Match.', headers: ETAG_HEADER },
    },
    others: [
      ApiFailure(400, BAD_BODY, {
        errorCode: 'INVALID_CONTEXT',
        errorDetails: 'the context must be a JSON object',
      }),
      ApiFailure(404, 'The path ends in a slash, so it asks for the flag with an empty key.', {
        key: '',
        errorCode: 'FLAG_NOT_FOUND',
        errorDetails: 'no setting is called ""',
      }),
      ApiFailure(500, GENERAL, UNREACHABLE),
    ],
  },
  evaluate: {
    summary: 'Evaluate a flag (OFREP)',
    description: 'For OpenFeature providers of servers: one flag in the context of one evaluation.',
    parameters: [{ name: 'key', type: String, description: 'a name or alias of the setting', example: 'cache-size' }],
    body: BODY,
    answers: { 200: { type: FlagAnswer, description: 'The flag.' } },
    others: [
      ApiFailure(400, BAD_BODY, {
        key: 'cache-size',
        errorCode: 'PARSE_ERROR',
        errorDetails: 'not valid JSON: …',
      }),
      ApiFailure(404, 'There is no such flag.', {
        key: 'cash_size',
        errorCode: 'FLAG_NOT_FOUND',
        errorDetails: 'no setting is called "cash_size"',
      }),
      ApiFailure(500, GENERAL, { key: 'cache-size', ...UNREACHABLE }),
    ],
  },
});
