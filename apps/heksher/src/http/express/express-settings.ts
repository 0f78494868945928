import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express } from 'express';
import { createQueryParser } from '../parameters/query-parser.js';
import { neverCallFresh } from './never-fresh.js';

/** Switches off what Express would add to responses, and reads query strings whole. */
export function configureExpress(app: NestExpressApplication): Express {
  const express = app.getHttpAdapter().getInstance() as Express;
  express.disable('x-powered-by');
  express.set('etag', false);
  express.set('query parser', createQueryParser());
  neverCallFresh(express);
  return express;
}
