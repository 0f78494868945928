import { readFile } from 'node:fs/promises';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import type { Express, Request, Response } from 'express';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { publicPrefixOf } from '../http/parameters/public-prefix.js';
import type { OpenApiDocument } from './openapi-document.js';
import { redocPage, swaggerPage } from './pages.js';

/** A picture that Redoc loads from its maker's host. Without it the page is the same but for the picture. */
const REDOC_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';

/** Three sliders, as settings have them. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" stroke="#2b6cb0" stroke-width="2">
<path d="M3 1v14M8 1v14M13 1v14"/><circle cx="3" cy="5" r="2" fill="#fff"/><circle cx="8" cy="11" r="2" fill="#fff"/>
<circle cx="13" cy="6" r="2" fill="#fff"/></svg>`;

/** Serves the document and the pages that show it. Nothing on them comes from another host. */
export function serveDocs(
  app: NestExpressApplication,
  { document, redocBundle }: { document: OpenApiDocument; redocBundle: URL },
  config: HeksherConfig,
): void {
  const express = app.getHttpAdapter().getInstance() as Express;
  express.get(PATHS.document, (request: Request, response: Response) => {
    const address = config.publicUrl?.href ?? publicPrefixOf(request, response, config);
    response.type('json').send(document.print(address));
  });
  // In front of Swagger's own page, whose icon is outside a prefix, and which is broken with a query after a slash.
  express.get(`${PATHS.docs}{/index.html}`, (request: Request, response: Response) => {
    response.type('html').send(swaggerPage(rootOf(request)));
  });
  SwaggerModule.setup(PATHS.docs, app, document.at(''), {
    raw: false,
    // A page may only ask the host that it comes from, so its server has no origin.
    patchDocumentOnRequest: (request, response) =>
      document.at(publicPrefixOf(request as Request, response as Response, config)),
  });
  express.get(PATHS.icon, (_: Request, response: Response) => {
    response.type('image/svg+xml').send(ICON);
  });
  express.get(PATHS.redoc, (request: Request, response: Response) => {
    response.type('html').send(redocPage(rootOf(request)));
  });
  express.get(`${PATHS.redoc}/redoc.standalone.js`, async (_: Request, response: Response) => {
    const bundle = await readFile(redocBundle, 'utf8');
    response.type('text/javascript').send(bundle.replaceAll(REDOC_LOGO, 'data:,'));
  });
}

/** The way from a page one or two steps below the root to the root: `/docs` and `/docs/` are different places to a browser. */
function rootOf({ path }: Request): string {
  return path.lastIndexOf('/') === 0 ? './' : '../';
}
