import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';

/** The first one present counts. */
const HEADERS = [
  { name: 'X-Forwarded-Email', example: 'jim@example.com', description: 'who makes the change, for the change log' },
  { name: 'X-Forwarded-User', example: 'jim', description: 'the same; X-Forwarded-Email counts if both are there' },
];
const LONGEST = 255;

/**
 * The actor that the proxy in front of the service names, or undefined. The decorator adds the headers to the documentation
 * of the route.
 */
export const Actor = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const request = context.switchToHttp().getRequest<Request>();
    const named = HEADERS.map(({ name }) => request.get(name)).find((value) => value !== undefined && value !== '');
    return named?.slice(0, LONGEST);
  },
  [documentHeaders],
);

function documentHeaders(controller: object, route: string | symbol | undefined): void {
  const method = route === undefined ? undefined : Object.getOwnPropertyDescriptor(controller, route);
  if (route === undefined || !method) return;
  for (const header of HEADERS) ApiHeader({ ...header, required: false })(controller, route, method);
}
