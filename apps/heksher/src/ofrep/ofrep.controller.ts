import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Context } from '@heksher/domain';
import type { Freshness } from '@heksher/persistence';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { Answer } from '../answers/answer.js';
import { Fresh } from '../answers/freshness.js';
import { publicPrefixOf } from '../http/parameters/public-prefix.js';
import { TextPipe } from '../http/parameters/query-text.js';
import { eventStreams } from './stream-endpoint.js';
import { Attributes, FlagKey, flagKeyOf, selectFlags } from './flag-request.js';
import type { EventStream } from './ofrep.dto.js';
import { OfrepDocs } from './ofrep.openapi.js';
import { flagsEnds } from './ofrep.present.js';
import { OfrepService } from './ofrep.service.js';

@OfrepDocs
@Needs('reader')
@Controller(PATHS.flags)
export class OfrepController {
  constructor(
    private readonly ofrep: OfrepService,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  @Post()
  @HttpCode(200)
  async evaluateAll(
    @Attributes() attributes: Context,
    @Query('settings', TextPipe) keys: string | undefined,
    @Query('prefix', TextPipe) prefix: string | undefined,
    @Fresh() freshness: Freshness,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer> {
    // The router ignores a slash at the end, but with it the path is that of the flag with an empty key.
    const key = flagKeyOf(request.originalUrl);
    if (key !== undefined) return this.evaluate(key, attributes, freshness);
    const { flags, reading } = await this.ofrep.evaluateAll(selectFlags(keys, prefix), attributes, freshness);
    const streams = this.streamsFor(request, response);
    const ticket = streams && (await request.handedOver?.makeTicket?.());
    const { shown, tagged } = flagsEnds(streams, ticket);
    return Answer.tagged(
      reading,
      () => flags.print(shown),
      () => flags.printTagged(tagged),
    ).counted(flags.uses);
  }

  @Post('*key')
  @HttpCode(200)
  async evaluate(
    @FlagKey() key: string,
    @Attributes() attributes: Context,
    @Fresh() freshness: Freshness,
  ): Promise<Answer> {
    const { flag, reading } = await this.ofrep.evaluate(key, attributes, freshness);
    return Answer.of(reading, () => flag.text).counted(flag.uses);
  }

  private streamsFor(request: Request, response: Response): EventStream[] | undefined {
    if (!this.config.ofrep.areStreamsOffered) return undefined;
    return eventStreams(publicPrefixOf(request, response, this.config));
  }
}
