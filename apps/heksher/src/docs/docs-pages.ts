import { readFile } from 'node:fs/promises';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { Express, Request, Response } from 'express';

const REDOC_BUNDLE = new URL('../../assets/redoc.standalone.js', import.meta.url);

/** A picture that Redoc loads from its maker's host. Without it the page is the same but for the picture. */
const REDOC_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';

const REDOC_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Heksher</title>
    <link rel="icon" href="/favicon.ico" />
    <style>body { margin: 0; }</style>
  </head>
  <body>
    <redoc spec-url="/openapi.json" hide-download-button hide-schema-titles></redoc>
    <script src="/redoc/redoc.standalone.js"></script>
  </body>
</html>
`;

/** Three sliders, as settings have them. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" stroke="#2b6cb0" stroke-width="2">
<path d="M3 1v14M8 1v14M13 1v14"/><circle cx="3" cy="5" r="2" fill="#fff"/><circle cx="8" cy="11" r="2" fill="#fff"/>
<circle cx="13" cy="6" r="2" fill="#fff"/></svg>`;

/** Serves the document and the pages that show it. Nothing on them comes from another host. */
export function serveDocs(app: NestExpressApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Heksher',
    customfavIcon: '/favicon.ico',
  });
  const express = app.getHttpAdapter().getInstance() as Express;
  express.get('/favicon.ico', (_: Request, response: Response) => {
    response.type('image/svg+xml').send(ICON);
  });
  express.get('/redoc', (_: Request, response: Response) => {
    response.type('html').send(REDOC_PAGE);
  });
  express.get('/redoc/redoc.standalone.js', async (_: Request, response: Response) => {
    const bundle = await readFile(REDOC_BUNDLE, 'utf8');
    response.type('text/javascript').send(bundle.replaceAll(REDOC_LOGO, 'data:,'));
  });
}
