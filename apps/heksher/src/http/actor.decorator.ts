import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

const HEADERS = ['x-forwarded-email', 'x-forwarded-user'];
const LONGEST = 255;

/** Who makes the request, as the proxy in front of the service says; undefined where it says nothing. */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  const { headers } = context.switchToHttp().getRequest<Request>();
  const named = HEADERS.map((name) => headers[name]).find((value) => typeof value === 'string' && value !== '');
  return typeof named === 'string' ? named.slice(0, LONGEST) : undefined;
});
