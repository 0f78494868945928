import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { NextFunction } from 'express';

/**
 * Hands every error of a route under /ofrep/ on to Express, where the errors from in front of the routes come to as well:
 * the module of OFREP answers all of them in one place.
 */
@Catch()
export class OfrepFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    host.switchToHttp().getNext<NextFunction>()(error);
  }
}
