import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { NextFunction } from 'express';

/** Hands every error of the routes on to `answerFailure`, where the errors from in front of them come to as well. */
@Catch()
export class OfrepFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    host.switchToHttp().getNext<NextFunction>()(error);
  }
}
