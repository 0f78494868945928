import type { IncomingMessage, Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestLogger } from '@heksher/logging';
import { RulesetCache } from '@heksher/persistence';
import { Access } from './access/access.js';
import { AccessGuard } from './access/access.guard.js';
import { AnswerCache } from './answers/answer-cache.js';
import { AnswerInterceptor } from './answers/answer.interceptor.js';
import { fastLane } from './answers/fast-lane.js';
import { noteFreshness } from './answers/freshness.js';
import { MinSequenceGuard } from './answers/min-sequence.js';
import { repeatedGets, repeatedPosts } from './answers/repeated-requests.js';
import { AppModule, type AppOptions } from './app.module.js';
import { UsageCounter } from './counting/usage-counter.js';
import { chooseDialects } from './dialects.js';
import { leadBrowsers } from './docs/browser-redirect.js';
import { serveDocs } from './docs/docs-pages.js';
import { OPENAPI_FILE, REDOC_BUNDLE, UI_DIRECTORY } from './built-files.js';
import { OpenApiDocument } from './docs/openapi-document.js';
import { setSecurityHeaders } from './docs/security-headers.js';
import { EvaluationFastHandler } from './evaluation/evaluation.fast-handler.js';
import { Draining } from './health/draining.js';
import { HealthFastHandler } from './health/health.fast-handler.js';
import { BodyGuard } from './http/body/body.guard.js';
import { BodyPipe } from './http/body/body.pipe.js';
import { ErrorFilter } from './http/errors/error.filter.js';
import { refuseUnreadable } from './http/errors/parse-errors.js';
import { configureExpress } from './http/express/express-settings.js';
import type { Connections } from './http/limits/connections.js';
import { refuseExpectHeader } from './http/limits/expect-header.js';
import { answerInOrder } from './http/limits/in-order.js';
import { CONNECTION_TIMES, LimitedExpressAdapter, type ConnectionTimes } from './http/limits/limited-server.js';
import { refuseUnfitHeads } from './http/limits/unfit-heads.js';
import { PATHS } from './http/paths.js';
import { compose } from './http/pipeline.js';
import { accessLog } from './http/requests/access-log.js';
import { countRequests } from './http/requests/count-requests.js';
import { RequestCounts } from './http/requests/request-counts.js';
import { nameRequest } from './http/requests/request-id.js';
import { setApiHeaders } from './http/responses/api-headers.js';
import { allowOrigins, answerPreflights } from './ofrep/cors.js';
import { BulkFastHandler } from './ofrep/bulk.fast-handler.js';
import { OfrepFastHandler } from './ofrep/ofrep.fast-handler.js';
import { serveUi } from './ui/serve-ui.js';
import { readUiFiles, type UiFiles } from './ui/ui-files.js';

export interface CreateAppOptions extends AppOptions {
  /** Receives every error that is a fault of the service. */
  report?: (error: unknown) => void;
  times?: ConnectionTimes;
  /** The OpenAPI document. */
  openApiFile?: URL;
  /** Where the build has put the admin UI. */
  uiDirectory?: URL;
}

interface Connected extends AppOptions {
  connections: Connections;
  report: (error: unknown) => void;
  openApiFile: URL;
  /** Undefined if the admin UI is not served. */
  uiFiles: UiFiles | undefined;
}

/** The app as it is served and as it is tested, ready to listen. Closing it closes everything that it opened. */
export async function createApp({
  report = () => undefined,
  times = CONNECTION_TIMES,
  openApiFile = OPENAPI_FILE,
  uiDirectory = UI_DIRECTORY,
  ...given
}: CreateAppOptions): Promise<NestExpressApplication> {
  const uiFiles = await findUiFiles(given, uiDirectory);
  const options = uiFiles ? given : { ...given, config: { ...given.config, ui: undefined } };
  const adapter = new LimitedExpressAdapter(times);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(options), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLogger(options.logger),
    forceCloseConnections: false,
  });
  try {
    const { connections } = adapter;
    await buildPipeline(app, { ...options, connections, report, openApiFile, uiFiles });
    app.get(Draining).whenBegun(() => connections.end());
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

/** The files of the admin UI; undefined if it is not served, or if it is not built, which the log says. */
async function findUiFiles(
  { config, logger, connectionString }: AppOptions,
  directory: URL,
): Promise<UiFiles | undefined> {
  if (!config.ui || connectionString === undefined) return undefined;
  const files = await readUiFiles(directory);
  if (!files) logger.warn('the admin UI is not built, so it is not served', { directory: fileURLToPath(directory) });
  return files;
}

/** The steps of a request, in order. docs/architecture.md has a picture. */
async function buildPipeline(
  app: NestExpressApplication,
  { connections, report, openApiFile, uiFiles, ...options }: Connected,
): Promise<void> {
  const { config, logger, connectionString } = options;
  const requests = app.get(RequestCounts);
  const isDocOnly = connectionString === undefined;
  const answers = isDocOnly ? undefined : app.get(AnswerCache);
  const usage = isDocOnly ? undefined : app.get(UsageCounter);
  const express = configureExpress(app);
  const server = app.getHttpServer() as Server;

  // 1. On Node's own objects. The fast lane writes no access log, so it is closed if one is wanted.
  const steps = [connections.watch, answerInOrder(), refuseUnfitHeads(requests)];
  if (!isDocOnly) {
    const access = app.get(Access);
    steps.push(noteFreshness({ maxAgeMs: config.maxAgeMs, isByToken: (request) => access.isByToken(request) }));
  }
  if (answers && usage && !logger.isDebugEnabled()) {
    const computed = [app.get(EvaluationFastHandler), app.get(OfrepFastHandler), app.get(BulkFastHandler)];
    const handlers = [app.get(HealthFastHandler), repeatedGets(answers), repeatedPosts(answers), ...computed];
    const access = app.get(Access);
    const allows = (request: IncomingMessage) => access.allowsAtAGlance(request);
    steps.push(fastLane({ handlers, rulesets: app.get(RulesetCache), requests, allows, usage }));
  }
  const pipeline = compose(steps, express);
  server.on('request', pipeline);
  server.on('checkExpectation', refuseExpectHeader(pipeline));
  server.on('clientError', refuseUnreadable(requests));

  // 2. In Express.
  app.use(nameRequest, countRequests(requests), accessLog(logger), setApiHeaders);
  app.use(leadBrowsers(config));
  app.use([PATHS.docs, PATHS.redoc], setSecurityHeaders);
  const document = new OpenApiDocument(openApiFile, config.version);
  serveDocs(app, { document, redocBundle: REDOC_BUNDLE }, config);
  if (uiFiles) serveUi(app, uiFiles, config);
  if (!isDocOnly) {
    app.use(PATHS.ofrep, allowOrigins(config.corsOrigins));
    app.use(`${PATHS.ofrep}/*path`, answerPreflights(config.corsOrigins));
  }

  // 3. In Nest, once the route is known. The filter answers the errors of Express as well.
  const dialects = chooseDialects(isDocOnly);
  if (!isDocOnly && config.access) app.useGlobalGuards(app.get(AccessGuard));
  app.useGlobalGuards(new BodyGuard(dialects, { largest: config.changeSets.largestBody }));
  if (!isDocOnly) app.useGlobalGuards(new MinSequenceGuard(app.get(RulesetCache)));
  app.useGlobalPipes(new BodyPipe());
  app.useGlobalInterceptors(new AnswerInterceptor(answers, usage));
  app.useGlobalFilters(new ErrorFilter({ dialects, logger, report }));
  await app.init();
}
