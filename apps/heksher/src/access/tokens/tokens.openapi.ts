import { getSchemaPath } from '@nestjs/swagger';
import { Documented } from '../../http/openapi/documented.js';
import { SEQUENCE_HEADER } from '../../http/openapi/mutation-docs.js';
import { CarriedAnswer } from '../../mutations/mutations.dto.js';
import {
  ChangeTokenBody,
  CreateTokenBody,
  IssuedTokenAnswer,
  RotateTokenBody,
  TokenAnswer,
  TokensAnswer,
} from './tokens.dto.js';

const ID = '5f0c9a52-8a3e-4b0e-9d0e-0123456789ab';
const id = { name: 'id', description: 'the id of the token', example: ID };
const headers = { 'Heksher-Sequence': SEQUENCE_HEADER };
const DRY_RUN = { 200: { type: CarriedAnswer, description: 'What would happen, to a dry run.', headers } };
const UNKNOWN = { 404: `no token has the id "${ID}"` };
const TAKEN = { 409: 'a token is called deploy-pipeline already' };

/** A 200 with a token, or what would happen. */
const answerOrPreview = (type: typeof TokenAnswer, description: string) => ({
  200: {
    description: `${description} To a dry run, what would happen.`,
    schema: { oneOf: [type, CarriedAnswer].map((each) => ({ $ref: getSchemaPath(each) })) },
    headers,
  },
});

export const TokensDocs = Documented('access', {
  list: {
    summary: 'List the access tokens',
    description: 'In the order of their names, without their secrets.',
    tagged: { type: TokensAnswer, description: 'The tokens.' },
    problems: {},
  },
  create: {
    summary: 'Create an access token',
    description: 'The answer has the token itself, which cannot be read again.',
    body: { type: CreateTokenBody, example: { name: 'deploy-pipeline', role: 'service', prefixes: ['web.'] } },
    answers: { 201: { type: IssuedTokenAnswer, description: 'The new token.', headers }, ...DRY_RUN },
    problems: { ...TAKEN, 422: 'role must be one of reader, service, editor, admin' },
  },
  change: {
    summary: 'Change an access token',
    description: 'What is absent stays. Clients go on with the same secret.',
    parameters: [id],
    body: { type: ChangeTokenBody, example: { role: 'reader', expires_at: null } },
    answers: answerOrPreview(TokenAnswer, 'The token as it is now.'),
    models: [TokenAnswer, CarriedAnswer],
    problems: { ...UNKNOWN, ...TAKEN, 422: 'expires_at must be in the future' },
  },
  remove: {
    summary: 'Revoke an access token',
    description: 'Deletes it. Every instance refuses it from its next request on.',
    parameters: [id],
    answers: { 204: { description: 'Done.', headers }, ...DRY_RUN },
    problems: UNKNOWN,
  },
  rotate: {
    summary: 'Give an access token a new secret',
    description:
      'The answer has the new token, which cannot be read again. The present one ends, or counts for `overlap_seconds` more.',
    parameters: [id],
    body: { type: RotateTokenBody, example: { overlap_seconds: 3600 }, required: false },
    answers: answerOrPreview(IssuedTokenAnswer, 'The token with its new secret.'),
    models: [IssuedTokenAnswer, CarriedAnswer],
    problems: { ...UNKNOWN, 422: 'overlap_seconds must be a number of seconds from 0 to 2592000' },
  },
});
