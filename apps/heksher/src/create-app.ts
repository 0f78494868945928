import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express, NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { NestLogger } from '@heksher/logging';
import { RulesetCache } from '@heksher/persistence';
import { AppModule, type AppOptions } from './app.module.js';
import { describeApi } from './describe-api.js';
import { chooseDialects } from './dialects.js';
import { leadBrowsersToDocs } from './docs/browser-redirect.js';
import { serveDocs } from './docs/docs-pages.js';
import { EvaluationFastRoute } from './evaluation/evaluation.fast-route.js';
import { Draining } from './health/draining.js';
import { accessLog } from './http/requests/access-log.js';
import { BodyGuard } from './http/body/body.guard.js';
import { BodyPipe } from './http/body/body.pipe.js';
import { AnswerCache } from './answers/answer-cache.js';
import { countRequests } from './http/requests/count-requests.js';
import { ExactJsonInterceptor } from './answers/answer.interceptor.js';
import { refuseExpectHeader } from './http/limits/expect-header.js';
import { openFastLane } from './answers/fast-lane.js';
import { API_HEADERS } from './http/headers.js';
import { CONNECTION_TIMES, LimitedExpressAdapter, type ConnectionTimes } from './http/limits/limited-server.js';
import { answerInOrder } from './http/limits/in-order.js';
import { ErrorFilter } from './http/errors/error.filter.js';
import { allowOrigins, endPreflight } from './ofrep/cors.js';
import { OfrepFastRoute } from './ofrep/ofrep.fast-route.js';
import { createQueryParser } from './http/parameters/query-parser.js';
import { RequestCounts } from './http/requests/request-counts.js';
import { nameRequest } from './http/requests/request-id.js';
import { refuseUnfitHeads } from './http/limits/unfit-heads.js';
import { refuseUnreadable } from './http/errors/parse-errors.js';

// The pages of the documentation work over plain HTTP and need what Redoc and Swagger UI bring themselves.
const security = helmet({
  contentSecurityPolicy: {
    directives: {
      'script-src': ["'self'", "'unsafe-inline'"],
      'worker-src': ["'self'", 'blob:'],
      'img-src': ["'self'", 'data:'],
      'upgrade-insecure-requests': null,
    },
  },
  strictTransportSecurity: false,
});

export interface CreateAppOptions extends AppOptions {
  /** Told of every error that is a fault of the service. */
  report?: (error: unknown) => void;
  /** How long connections may take. */
  times?: ConnectionTimes;
}

/** The application as it is served and as it is tested, ready to listen. Closing it closes all that it opened. */
export async function createApp({
  report = () => undefined,
  times = CONNECTION_TIMES,
  ...options
}: CreateAppOptions): Promise<NestExpressApplication> {
  const adapter = new LimitedExpressAdapter(times);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(options), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLogger(options.logger),
    forceCloseConnections: false,
  });
  try {
    await configure(app, { ...options, report });
    const { connections } = adapter;
    connections.watch();
    app.get(Draining).whenBegun(() => connections.end());
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

async function configure(
  app: NestExpressApplication,
  { report, ...options }: AppOptions & { report: (error: unknown) => void },
): Promise<void> {
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', createQueryParser());
  neverCallFresh(app.getHttpAdapter().getInstance() as Express);
  const requests = app.get(RequestCounts);
  app.use(nameRequest, countRequests(requests), accessLog(options.logger), setApiHeaders);
  app.use(leadBrowsersToDocs(options.config));
  const isDocOnly = options.connectionString === undefined;
  if (!isDocOnly) app.use('/ofrep', allowOrigins(options.config.corsOrigins)).use('/ofrep/*path', endPreflight);
  app.use(['/docs', '/redoc'], security);
  const dialects = chooseDialects(isDocOnly);
  app.useGlobalGuards(new BodyGuard(dialects));
  app.useGlobalPipes(new BodyPipe());
  const answers = isDocOnly ? undefined : app.get(AnswerCache);
  app.useGlobalInterceptors(new ExactJsonInterceptor(answers));
  app.useGlobalFilters(new ErrorFilter({ dialects, logger: options.logger, report }));
  serveDocs(app, await describeApi(options), options.config);
  await app.init();
  // The fast lane writes no access log, so it is closed where one is wanted.
  const server = app.getHttpServer() as Server;
  if (answers && !options.logger.isDebugEnabled()) {
    const routes = [app.get(EvaluationFastRoute), app.get(OfrepFastRoute)];
    openFastLane(server, { answers, rulesets: app.get(RulesetCache), requests, routes });
  }
  refuseUnfitHeads(server, requests);
  answerInOrder(server);
  refuseExpectHeader(server);
  refuseUnreadable(server, requests);
}

/** Express would answer any `If-None-Match: *` with a 304; which answers have a tag, and where it holds, they know. */
function neverCallFresh({ request }: Express): void {
  Object.defineProperty(request, 'fresh', { value: false });
}

function setApiHeaders(_: Request, response: Response, next: NextFunction): void {
  response.set(API_HEADERS);
  next();
}
