import { Injectable } from '@nestjs/common';
import { parseTolerantly } from '@heksher/domain';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { parseBody } from '../http/body/read-body.js';
import type { FastRoute } from '../answers/fast-route.js';
import { headersForNoOrigin } from './cors.js';
import { flagKeyOf, parseAttributes } from './flag-request.js';
import { OfrepService } from './ofrep.service.js';

const FLAG = '/ofrep/v1/evaluate/flags/';

/** Single flags in front of Express, for servers: what a page asks, which names its origin, goes the usual way. */
@Injectable()
export class OfrepFastRoute implements FastRoute {
  readonly route = `${FLAG}*key`;
  readonly headers: readonly string[];

  constructor(
    private readonly ofrep: OfrepService,
    @InjectConfig() { corsOrigins }: HeksherConfig,
  ) {
    this.headers = Object.entries(headersForNoOrigin(corsOrigins)).flat();
  }

  takes({ url, origin }: { url: string; origin: string | undefined }): boolean {
    return origin === undefined && url.startsWith(FLAG);
  }

  answer(url: string, body: Buffer): string | undefined {
    return this.ofrep.evaluateCached(flagKeyOf(url) ?? '', parseAttributes(parseBody(body, parseTolerantly)));
  }
}
