import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { parseTolerantly } from '@heksher/domain';
import { isPlainPost, type FastAnswer, type FastHandler, type FindAnswer } from '../answers/fast-handler.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { PATHS } from '../http/paths.js';
import { parseBody } from '../http/body/read-body.js';
import { originHeaders } from './cors.js';
import { flagKeyOf, parseAttributes } from './flag-request.js';
import { OfrepService } from './ofrep.service.js';

const FLAGS = `${PATHS.flags}/`;
const ROUTE = `${FLAGS}*key`;

/** A key that a URL has as it is. */
const PLAIN_KEY = /^[\w.-]+$/;

/** Answers single flags in front of Express. */
@Injectable()
export class OfrepFastHandler implements FastHandler {
  private readonly headersFor: ReturnType<typeof originHeaders>;

  constructor(
    private readonly ofrep: OfrepService,
    @InjectConfig() { corsOrigins }: HeksherConfig,
  ) {
    this.headersFor = originHeaders(corsOrigins);
  }

  takes(request: IncomingMessage): boolean {
    return request.url?.startsWith(FLAGS) === true && isPlainPost(request);
  }

  prepare(request: IncomingMessage, body: Buffer): FindAnswer {
    return () => this.answer(request, body);
  }

  answer({ url = '', headers: { origin } }: IncomingMessage, body: Buffer): FastAnswer | undefined {
    const attributes = parseAttributes(parseBody(body, parseTolerantly));
    const flag = this.ofrep.evaluateCached(keyOf(url), attributes);
    return flag && { route: ROUTE, body: flag.text, headers: this.headersFor(origin), uses: flag.uses };
  }
}

/** The key of the flag that a URL after `FLAGS` asks for. */
function keyOf(url: string): string {
  const key = url.slice(FLAGS.length);
  return PLAIN_KEY.test(key) ? key : (flagKeyOf(url) ?? '');
}
