import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  getSchemaPath,
  type ApiResponseSchemaHost,
} from '@nestjs/swagger';
import { NESTED_TOO_DEEP } from '@heksher/domain';
import { BODY_TOO_LARGE } from '../body/read-body.js';

/** One fault of an input. */
class ProblemFault {
  @ApiPropertyOptional({ description: 'the place in the body, as a JSON pointer', example: '/version' })
  pointer?: string;

  @ApiPropertyOptional({ description: 'which query or path parameter', example: 'context_filters' })
  parameter?: string;

  @ApiProperty({ description: 'the fault, in words', example: 'the version "one" is not of the form "major.minor"' })
  message: string;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'the status of this fault alone, if it is one of several operations',
    example: 422,
  })
  status?: number;
}

/** An error, as RFC 9457 has it. */
export class ProblemAnswer {
  @ApiProperty({ example: 'about:blank' })
  type: string;

  @ApiProperty({ description: 'the name of the status', example: 'Not Found' })
  title: string;

  @ApiProperty({ type: 'integer', example: 404 })
  status: number;

  @ApiProperty({ description: 'a sentence for people', example: 'no setting is called "cache_size"' })
  detail: string;

  @ApiPropertyOptional({
    description: 'the requested path; absent if the request could not be read',
    example: '/api/v1/settings/cache_size',
  })
  instance?: string;

  @ApiProperty({ description: 'the X-Request-Id of the answer, also in the log', example: '2xk8f0w1m-1a' })
  request_id: string;

  @ApiPropertyOptional({ type: () => [ProblemFault], description: 'the faults of an invalid input, one by one' })
  errors?: ProblemFault[];

  @ApiPropertyOptional({
    type: [String],
    description: 'of a 404 to a read of settings: those of the names that no setting has',
    example: ['cache_size'],
  })
  missing?: readonly string[];

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'of a 412: the entity tag as it is now; null if there is nothing',
  })
  current_etag?: string | null;

  @ApiPropertyOptional({
    type: [Object],
    description: 'of a 412: the latest changes of what is to be changed, latest first: sequence, at, actor, action',
  })
  changes?: object[];

  @ApiPropertyOptional({ type: [Object], description: 'of a 409 to an undo or a restore: what is in the way' })
  conflicts?: object[];

  @ApiPropertyOptional({ type: 'integer', description: 'of a 410: how far back the change log reaches' })
  oldest?: number;
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  428: 'Precondition Required',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
};

/**
 * Documents a route's body with a complete example, which Swagger UI uses to fill in the request. Examples
 * of members are not enough, because it turns members of any JSON type into text. All examples follow the README's story.
 */
export function ApiBodyExample<Body>(type: new () => Body, example: Partial<Body>): MethodDecorator {
  return ApiBody({ type, examples: bodyExample(example) });
}

/** The example of a body, for the decorator of a route that may be called without one. */
export function bodyExample(value: object): { story: { summary: string; value: object } } {
  return { story: { summary: 'after the README’s first steps', value } };
}

/** Further answers of a route whose requests may have a body, used or not. */
export const BODY_PROBLEMS = {
  400: 'the body is not JSON',
  413: BODY_TOO_LARGE,
  415: 'the body must be application/json in UTF-8',
  422: NESTED_TOO_DEEP,
};

/** Further answers of a route with a parameter in its path. */
export const PATH_PROBLEMS = { 400: 'the URL is not validly percent-encoded' };

/** Further answers of a route that reads the rules of many settings. */
export const MANY_RULES_PROBLEMS = {
  507:
    'the settings asked for need 391 MiB of memory or more, and HEKSHER_CACHE_MB leaves 192 MiB for rules: ' +
    'raise it, or ask for fewer settings',
};

/** Further answers of a route that uses the database. */
const DATABASE_PROBLEMS = { 503: 'the database cannot be reached' };

/** Documents the problems that a route answers: for each status an example of its `detail`. */
export function ApiProblems(details: Record<number, string>): MethodDecorator & ClassDecorator {
  const answers = Object.entries({ ...details, ...DATABASE_PROBLEMS }).map(([status, detail]) =>
    ApiResponse({
      status: Number(status),
      description: `Problem: ${detail}`,
      content: { 'application/problem+json': problemContent(Number(status), detail) },
    }),
  );
  return applyDecorators(ApiExtraModels(ProblemAnswer), ...answers);
}

const ETAG_HEADER = { ETag: { schema: { type: 'string' as const }, description: 'the strong entity tag of the body' } };

/** Documents a 200 with an entity tag, and the conditional request that uses it. */
export function ApiTaggedAnswer(answer: TaggedAnswer): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiHeader({ name: 'If-None-Match', required: false, description: 'an entity tag of an earlier answer' }),
    ApiResponse({ status: 200, ...answer, headers: { ...ETAG_HEADER, ...answer.headers } }),
    ApiResponse({ status: 304, description: 'The answer has the tag of If-None-Match.', headers: ETAG_HEADER }),
  );
}

export type TaggedAnswer = Pick<ApiResponseSchemaHost, 'headers'> & { description: string } & (
    Pick<ApiResponseSchemaHost, 'schema'> | { type: Type }
  );

/** The schema and an example of a problem, for one media type of an answer. */
export function problemContent(status: number, detail: string): { schema: { $ref: string }; example: unknown } {
  const title = TITLES[status] ?? '';
  const place = { instance: '/api/v1/…', request_id: '2xk8f0w1m-1a' };
  const example = { type: 'about:blank', title, status, detail, ...place };
  return { schema: { $ref: getSchemaPath(ProblemAnswer) }, example };
}

/** Any JSON value: the empty schema stands in a combination, since a property's type would be `object` otherwise. */
/** The conditions of a rule as most routes have them. */
export const CONDITIONS = {
  type: 'array',
  items: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 },
  description: 'pairs of feature and value, in feature order',
  example: [
    ['user', 'guest'],
    ['theme', 'dark'],
  ],
} as const;

export const ANY_JSON = { anyOf: [{}], description: 'any JSON value' };
