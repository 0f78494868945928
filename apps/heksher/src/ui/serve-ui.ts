import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { matchesEtag } from '../answers/etag.js';
import type { HeksherConfig } from '../config/config.js';
import { publicPrefixOf } from '../http/parameters/public-prefix.js';
import { PATHS } from '../http/paths.js';
import { chooseEncoding } from './choose-encoding.js';
import { IndexPage } from './index-page.js';
import { setUiHeaders } from './security-headers.js';
import type { UiFile, UiFiles } from './ui-files.js';

const ASSETS = '/assets/';
/** The name of an asset has a hash of its content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Serves the admin UI: its assets, what is configured, and at any other path below `/ui` the page, because the names of
 * settings are in its addresses. They have dots, so the ending of a path says nothing. All of it is static and needs no role.
 */
export function serveUi(app: NestExpressApplication, files: UiFiles, config: HeksherConfig): void {
  const index = new IndexPage(files.index);
  const answer = (request: Request, response: Response, next: NextFunction) => {
    const { method, path } = request; // of the path, what follows /ui
    if (method !== 'GET' && method !== 'HEAD') return next();
    if (path === '/config.json') return void response.type('json').send(printUiConfig(config));
    if (!`${path}/`.startsWith(ASSETS)) {
      return sendFile(request, response, index.at(publicPrefixOf(request, response, config)));
    }
    const file = files.assets.get(path.slice(ASSETS.length));
    // As a page, a missing asset would fail where nobody understands it.
    if (!file) return next();
    response.setHeader('Cache-Control', FOR_EVER);
    sendFile(request, response, file);
  };
  app.use(PATHS.ui, setUiHeaders, answer);
}

/** What the page asks for when it begins. Whoever can reach the service can read it. */
function printUiConfig({ ui, version, access, usage }: HeksherConfig): string {
  return JSON.stringify({
    banner: ui?.banner ?? null,
    version,
    docs: PATHS.docs.slice(1), // relative to the service
    access: { on: access !== undefined, provider: access?.signIn !== undefined },
    usage: usage.isOn,
  });
}

/** Sends a file in the encoding that the client likes best, or 304 if the client has that. */
function sendFile(request: Request, response: Response, { ending, forms }: UiFile): void {
  response.vary('Accept-Encoding');
  const encoding = chooseEncoding(request.get('Accept-Encoding'), forms.keys());
  const form = forms.get(encoding);
  if (!form) throw new Error('a file of the admin UI has no plain form');
  response.setHeader('ETag', form.etag);
  if (matchesEtag(request.get('If-None-Match'), form.etag)) return void response.status(304).end();
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
  response.type(ending).send(form.content);
}
