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
  @ApiPropertyOptional({ description: 'where in the body, as a JSON pointer', example: '/version' })
  pointer?: string;

  @ApiPropertyOptional({ description: 'which query or path parameter', example: 'context_filters' })
  parameter?: string;

  @ApiProperty({ description: 'what is wrong', example: 'the version "one" is not of the form "major.minor"' })
  message: string;
}

/** An error, as RFC 9457 has it. */
export class ProblemAnswer {
  @ApiProperty({ example: 'about:blank' })
  type: string;

  @ApiProperty({ description: 'the name of the status', example: 'Not Found' })
  title: string;

  @ApiProperty({ type: 'integer', example: 404 })
  status: number;

  @ApiProperty({ description: 'a sentence that a person can act on', example: 'no setting is called "cache_size"' })
  detail: string;

  @ApiPropertyOptional({
    description: 'the path that was asked for; absent where the request could not be read',
    example: '/api/v1/settings/cache_size',
  })
  instance?: string;

  @ApiProperty({ description: 'the X-Request-Id of the answer, which the log has as well', example: '2xk8f0w1m-1a' })
  request_id: string;

  @ApiPropertyOptional({ type: () => [ProblemFault], description: 'the faults of an invalid input, one by one' })
  errors?: ProblemFault[];
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
};

/**
 * Documents the body that a route takes, with an example of the whole of it: that is what Swagger UI fills in. Examples
 * of members are not enough, since it makes text of one whose type is any JSON. All examples tell the story of the README.
 */
export function ApiBodyExample<Body>(type: new () => Body, example: Partial<Body>): MethodDecorator {
  return ApiBody({ type, examples: bodyExample(example) });
}

/** The example of a body, for the decorator of a route that may be called without one. */
export function bodyExample(value: object): { story: { summary: string; value: object } } {
  return { story: { summary: 'in the state that the README leads to', value } };
}

/** What a route may answer besides its own refusals where a body may come with the request, be it used or not. */
export const BODY_PROBLEMS = {
  400: 'the body is not JSON',
  413: BODY_TOO_LARGE,
  415: 'the body must be application/json in UTF-8',
  422: NESTED_TOO_DEEP,
};

/** What a route with a parameter in its path may answer besides. */
export const PATH_PROBLEMS = { 400: 'the URL is not validly percent-encoded' };

/** What a route that reads the rules of many settings may answer besides. */
export const MANY_RULES_PROBLEMS = {
  507:
    'the settings asked for need 391 MiB of memory or more, and HEKSHER_CACHE_MB leaves 192 MiB for rules: ' +
    'raise it, or ask for fewer settings',
};

/** What a route that asks the database may answer besides. */
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

/** Documents a 200 with an entity tag, and how a client asks whether the tag that it has still holds. */
export function ApiTaggedAnswer(answer: TaggedAnswer): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiHeader({ name: 'If-None-Match', required: false, description: 'an entity tag of an earlier answer' }),
    ApiResponse({ status: 200, ...answer, headers: ETAG_HEADER }),
    ApiResponse({ status: 304, description: 'The answer is the one of If-None-Match.', headers: ETAG_HEADER }),
  );
}

export type TaggedAnswer = { description: string } & (Pick<ApiResponseSchemaHost, 'schema'> | { type: Type });

/** The schema and an example of a problem, for one media type of an answer. */
export function problemContent(status: number, detail: string): { schema: { $ref: string }; example: unknown } {
  const title = TITLES[status] ?? '';
  const place = { instance: '/api/v1/…', request_id: '2xk8f0w1m-1a' };
  const example = { type: 'about:blank', title, status, detail, ...place };
  return { schema: { $ref: getSchemaPath(ProblemAnswer) }, example };
}

/** Any JSON value: the empty schema stands in a combination, since a property's type would be `object` otherwise. */
export const ANY_JSON = { anyOf: [{}], description: 'any JSON value' };
