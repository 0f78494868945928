import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { parseTolerantly } from '@heksher/domain';
import { isPlainPost, type FastAnswer, type FastHandler, type FindAnswer } from '../answers/fast-handler.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { parseBody } from '../http/body/read-body.js';
import { prefixVaries, readPublicPrefix } from '../http/parameters/public-prefix.js';
import { createQueryParser } from '../http/parameters/query-parser.js';
import { lastText } from '../http/parameters/query-text.js';
import { PATHS } from '../http/paths.js';
import { remembering } from '../http/requests/remembering.js';
import { originHeaders } from './cors.js';
import type { FlagSelection } from './flag-list.js';
import { parseAttributes, selectFlags } from './flag-request.js';
import { flagsEnds, type FlagsEnds } from './ofrep.present.js';
import { FLAGS_SHARE, OfrepService } from './ofrep.service.js';
import { RecentAnswers } from './recent-answers.js';
import { eventStreams } from './stream-endpoint.js';

const ROUTE = PATHS.flags;

const WITH_QUERY = `${ROUTE}?`;

const NO_STREAMS = flagsEnds(undefined);

/** A URL whose query everyone finds at the same place. */
const PLAIN_URL = /^[!"$-~]*$/;

/**
 * Answers many flags in front of Express. With access on, those that name a stream need a ticket: Express makes one, which is
 * then used for a while.
 */
@Injectable()
export class BulkFastHandler implements FastHandler {
  private readonly headersFor: ReturnType<typeof originHeaders>;
  private readonly withStreams = remembering((prefix: string) => flagsEnds(eventStreams(prefix)));
  private readonly parseQuery = createQueryParser();
  private readonly areStreamsOffered: boolean;
  private readonly recent: RecentAnswers;

  constructor(
    private readonly ofrep: OfrepService,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {
    this.areStreamsOffered = config.ofrep.areStreamsOffered;
    this.recent = new RecentAnswers(config.cacheMemory.bytes * FLAGS_SHARE);
    this.headersFor = originHeaders(config.corsOrigins, this.areStreamsOffered ? prefixVaries(config) : []);
  }

  takes(request: IncomingMessage): boolean {
    const { url = '' } = request;
    if (url !== ROUTE && !url.startsWith(WITH_QUERY)) return false;
    return isPlainPost(request);
  }

  prepare(request: IncomingMessage, body: Buffer): FindAnswer {
    return (revision) => (revision === undefined ? undefined : this.answer(request, { body, revision }));
  }

  answer(request: IncomingMessage, { body, revision }: { body: Buffer; revision: string }): FastAnswer | undefined {
    const ends = this.endsFor(request);
    if (!ends) return undefined;
    const attributes = parseAttributes(parseBody(body, parseTolerantly));
    const asked = { url: request.url ?? '', select: this.select, attributes };
    const flags = this.ofrep.evaluateAllCached(asked, revision);
    if (!flags) return undefined;
    const headers = this.headersFor(request.headers.origin);
    return { route: ROUTE, headers, ...this.recent.find(flags, ends) };
  }

  private readonly select = (url: string): FlagSelection | undefined => {
    if (!PLAIN_URL.test(url)) return undefined;
    const query = this.parseQuery(url.slice(ROUTE.length + 1));
    return selectFlags(lastText(query['settings']), lastText(query['prefix']));
  };

  /** How an answer ends; undefined if a ticket is needed and there is none. */
  private endsFor(request: IncomingMessage): FlagsEnds | undefined {
    if (!this.areStreamsOffered) return NO_STREAMS;
    const prefix = readPublicPrefix(request, this.config);
    if (!this.config.access) return this.withStreams(prefix);
    const ticket = request.handedOver?.ticket;
    return ticket === undefined ? undefined : flagsEnds(eventStreams(prefix), ticket);
  }
}
