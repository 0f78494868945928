import { RequestMethod, type Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiTags,
  type ApiHeaderOptions,
  type ApiParamOptions,
  type ApiQueryOptions,
  type ApiResponseOptions,
} from '@nestjs/swagger';
import {
  ApiProblems,
  ApiTaggedAnswer,
  BODY_PROBLEMS,
  PATH_PROBLEMS,
  bodyExample,
  type TaggedAnswer,
} from './api-docs.js';
import { MUTATION_HEADERS, isMutation } from './mutation-docs.js';

/** The documentation of one route, without the parts that follow from its method and path. */
export interface RouteDocs {
  summary: string;
  description?: string;
  deprecated?: boolean;
  parameters?: ApiParamOptions[];
  query?: ApiQueryOptions[];
  headers?: ApiHeaderOptions[];
  /** The class of the body, and an example of the whole of it: Swagger UI fills that in. */
  body?: { type: Type; example: object; required?: boolean };
  /** The answers by status. A route whose status is 204 needs none. */
  answers?: Record<number, Omit<ApiResponseOptions, 'status'>>;
  /** The 200 of a route that answers with an entity tag, and a 304 if the client has the answer already. */
  tagged?: TaggedAnswer;
  /** Classes that the answers refer to by the paths of their schemas only. */
  models?: Type[];
  /** The problems by status, with an example of the detail; undefined if the route answers none. */
  problems?: Record<number, string>;
  /** Anything else. */
  others?: MethodDecorator[];
}

/** Every public method of a controller is a handler. */
type Handlers<Docs> = Record<keyof Docs, (...parameters: never[]) => unknown>;
/** A controller all of whose handlers have an entry. */
type Whole<Controller, Docs> = Exclude<keyof Controller, keyof Docs> extends never ? unknown : never;

/**
 * Documents the routes of a controller, under a tag. The entries are named like its handlers: a handler without an entry
 * does not compile, nor does an entry without a handler.
 */
export function Documented<Docs extends Record<string, RouteDocs>>(tag: string, docs: Docs) {
  return <Controller extends Handlers<Docs>>(controller: { prototype: Controller } & Whole<Controller, Docs>): void => {
    ApiTags(tag)(controller as unknown as Type);
    for (const [name, route] of Object.entries(docs)) {
      const handler = Object.getOwnPropertyDescriptor(controller.prototype, name);
      if (!handler) throw new Error(`there is no handler ${name}`);
      const defaults = defaultsOf(controller, handler.value as object);
      for (const decorate of decorators(route, defaults)) decorate(controller.prototype, name, handler);
    }
  };
}

/** The documentation that follows from the method and path of a route. */
interface Defaults {
  answers: Record<number, Omit<ApiResponseOptions, 'status'>>;
  problems: Record<number, string>;
}

/** A body may come with every method but GET, whether it is used or not. */
function defaultsOf(controller: object, handler: object): Defaults {
  const path = [controller, handler].map((part) => String(Reflect.getMetadata(PATH_METADATA, part))).join('/');
  const isRead = Reflect.getMetadata(METHOD_METADATA, handler) === RequestMethod.GET;
  const ofPath: Record<number, string> = /[:*]/.test(path) ? PATH_PROBLEMS : {};
  const ofBody: Record<number, string> = isRead ? {} : BODY_PROBLEMS;
  const headers = isMutation(handler) ? { headers: MUTATION_HEADERS } : {};
  const isEmpty = Reflect.getMetadata(HTTP_CODE_METADATA, handler) === 204;
  return {
    answers: isEmpty ? { 204: { description: 'Done.', ...headers } } : {},
    problems: { ...ofPath, ...ofBody },
  };
}

function decorators(docs: RouteDocs, defaults: Defaults): MethodDecorator[] {
  const { summary, description, deprecated, body, models = [], others = [] } = docs;
  const answers = Object.entries(docs.answers ?? defaults.answers);
  return [
    ApiOperation({ summary, description, deprecated }),
    ...(docs.parameters ?? []).map((parameter) => ApiParam(parameter)),
    ...(docs.tagged ? [ApiTaggedAnswer(docs.tagged)] : []),
    ...(docs.headers ?? []).map((header) => ApiHeader(header)),
    ...(docs.query ?? []).map((parameter) => ApiQuery(parameter)),
    ...(body ? [ApiBody({ type: body.type, examples: bodyExample(body.example), required: body.required })] : []),
    ...answers.map(([status, answer]) => ApiResponse({ ...answer, status: Number(status) } as ApiResponseOptions)),
    ...(models.length > 0 ? [ApiExtraModels(...models)] : []),
    ...(docs.problems ? [ApiProblems({ ...defaults.problems, ...docs.problems })] : []),
    ...others,
  ];
}
