import type { IncomingMessage } from 'node:http';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { handOver } from '../../answers/handed-over.js';

/**
 * Notes why a request is to be refused, before its route is known. Its route then refuses it, so that it is counted and
 * answered as one of that route; what has no route is 404 or 405 all the same. What is noted first counts.
 */
export function refuseOnceRouted(request: IncomingMessage, error: unknown): void {
  if (!isRefused(request)) handOver(request, { refusal: error });
}

/** Whether a request is to be refused: nothing of it needs to be read any more. */
export function isRefused(request: IncomingMessage): boolean {
  return request.handedOver?.refusal !== undefined;
}

/** Stands in front of every route, its pipes and its interceptors, and throws what was noted of a request. */
@Injectable()
export class EarlyRefusalGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<IncomingMessage>();
    if (isRefused(request)) throw request.handedOver?.refusal;
    return true;
  }
}
