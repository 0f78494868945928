import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { problemContent } from '../http/openapi/api-docs.js';
import { markMutation } from '../http/openapi/mutation-docs.js';
import { ACTOR_HEADERS } from './actor.js';
import { readMutation, type Mutation } from './mutation.js';
import { CarriedAnswer } from './mutations.dto.js';

const HEADERS = [
  ...ACTOR_HEADERS,
  {
    name: 'If-Match',
    description: 'the entity tags that the client has read, or *: if none of them is current, the answer is 412',
  },
  {
    name: 'Heksher-Note',
    example: 'TICKET-7: jim needs more',
    description: 'why, for the change log; percent-encoded if it is not ASCII; at most 1,000 characters',
  },
];

/**
 * The parts of a request besides the operation: actor, note, preconditions, dry run. The decorator adds them to the
 * documentation of the route.
 */
export const Mutating = createParamDecorator(read, [documentMutation]);

/** `Mutating` for a request with several operations. Each operation has its own preconditions. */
export const MutatingSet = createParamDecorator(read, [documentSet]);

function read(_: unknown, context: ExecutionContext): Mutation {
  const http = context.switchToHttp();
  return readMutation(http.getRequest<Request>(), http.getResponse<Response>());
}

const DRY_RUN = ApiQuery({
  name: 'dry_run',
  required: false,
  schema: { type: 'boolean', default: false },
  description: 'whether to answer what would happen, and change nothing',
});

const PREVIEW = ApiResponse({ status: 200, type: CarriedAnswer, description: 'What would happen, to a dry run.' });

const PROBLEMS = {
  412: 'the state has changed since it was read: none of the entity tags in If-Match is current',
  428: 'a change needs If-Match here: GET /api/v1/rules/2 has the entity tag',
};

function documentMutation(controller: object, route: string | symbol | undefined): void {
  const problems = Object.entries(PROBLEMS).map(([status, detail]) =>
    ApiResponse({
      status: Number(status),
      description: `Problem: ${detail}`,
      content: { 'application/problem+json': problemContent(Number(status), detail) },
    }),
  );
  const mark: MethodDecorator = (_controller, _route, method) => markMutation(method.value as object);
  decorate({ controller, route }, [mark, ...headersOf(HEADERS), DRY_RUN, PREVIEW, ...problems]);
}

function documentSet(controller: object, route: string | symbol | undefined): void {
  const headers = HEADERS.filter(({ name }) => name !== 'If-Match');
  decorate({ controller, route }, [...headersOf(headers), DRY_RUN]);
}

function headersOf(headers: typeof HEADERS): MethodDecorator[] {
  return headers.map((header) => ApiHeader({ ...header, required: false }));
}

function decorate(
  { controller, route }: { controller: object; route: string | symbol | undefined },
  decorators: readonly MethodDecorator[],
): void {
  const method = route === undefined ? undefined : Object.getOwnPropertyDescriptor(controller, route);
  if (route === undefined || !method) return;
  for (const decorator of decorators) decorator(controller, route, method);
}
