import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { parseTolerantly } from '@heksher/domain';
import { isPlainPost, type FastAnswer, type FastHandler, type FindAnswer } from '../answers/fast-handler.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { PATHS } from '../http/paths.js';
import { parseBody } from '../http/body/read-body.js';
import { headersForNoOrigin } from './cors.js';
import { flagKeyOf, parseAttributes } from './flag-request.js';
import { printFlag } from './ofrep.present.js';
import { OfrepService, usesOf } from './ofrep.service.js';

const FLAGS = `${PATHS.flags}/`;
const ROUTE = `${FLAGS}*key`;

/** Answers single flags for servers in front of Express. Requests of pages, which have an `Origin`, are left to Express. */
@Injectable()
export class OfrepFastHandler implements FastHandler {
  private readonly headers: readonly string[];

  constructor(
    private readonly ofrep: OfrepService,
    @InjectConfig() { corsOrigins }: HeksherConfig,
  ) {
    this.headers = Object.entries(headersForNoOrigin(corsOrigins)).flat();
  }

  takes(request: IncomingMessage): boolean {
    const { url = '', headers } = request;
    return url.startsWith(FLAGS) && headers.origin === undefined && isPlainPost(request);
  }

  prepare({ url = '' }: IncomingMessage, body: Buffer): FindAnswer {
    return () => this.answer(url, body);
  }

  answer(url: string, body: Buffer): FastAnswer | undefined {
    const attributes = parseAttributes(parseBody(body, parseTolerantly));
    const flag = this.ofrep.evaluateCached(flagKeyOf(url) ?? '', attributes);
    return flag && { route: ROUTE, body: printFlag(flag), headers: this.headers, uses: usesOf([flag]) };
  }
}
