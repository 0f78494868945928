import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Context } from '@heksher/domain';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { bodyExample } from '../http/openapi/api-docs.js';
import { Answer } from '../answers/answer.js';
import { ApiFailure } from './ofrep-failure.js';
import { publicPrefixOf } from '../http/parameters/public-prefix.js';
import { TextPipe } from '../http/parameters/query-text.js';
import { eventStreams } from './stream-endpoint.js';
import { Attributes, FlagKey, flagKeyOf } from './flag-request.js';
import { EventStream, FlagAnswer, FlagRequestBody, FlagsAnswer } from './ofrep.dto.js';
import { printFlag, printFlags } from './ofrep.present.js';
import { OfrepService } from './ofrep.service.js';

const ETAG_HEADER = {
  ETag: { schema: { type: 'string' as const }, description: 'the strong entity tag of the answer' },
};

const GUEST = bodyExample({ context: { user: 'guest', theme: 'dark' } });

@ApiTags('ofrep')
@Controller(PATHS.flags)
export class OfrepController {
  constructor(
    private readonly ofrep: OfrepService,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Evaluate all flags (OFREP)',
    description: 'What the providers of OpenFeature for web and mobile ask: all flags in one context, under each name.',
  })
  @ApiBody({ type: FlagRequestBody, required: false, examples: GUEST })
  @ApiQuery({
    name: 'settings',
    type: String,
    required: false,
    example: 'cache_size,cache-size',
    description: 'only these keys',
  })
  @ApiQuery({
    name: 'prefix',
    type: String,
    required: false,
    example: 'cache',
    description: 'only keys that begin like this',
  })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'an entity tag of an earlier answer' })
  @ApiResponse({ status: 200, type: FlagsAnswer, description: 'The flags, all of one state.', headers: ETAG_HEADER })
  @ApiResponse({ status: 304, description: 'The answer is that of If-None-Match.', headers: ETAG_HEADER })
  @ApiFailure(400, 'The body is not JSON, or the context no object.', {
    errorCode: 'INVALID_CONTEXT',
    errorDetails: 'the context must be a JSON object',
  })
  @ApiFailure(404, 'The path ends in a slash, so it asks for the flag with an empty key.', {
    key: '',
    errorCode: 'FLAG_NOT_FOUND',
    errorDetails: 'no setting is called ""',
  })
  @ApiFailure(500, 'The database cannot be reached, or the service made a mistake.', {
    errorCode: 'GENERAL',
    errorDetails: 'the database cannot be reached',
  })
  async evaluateAll(
    @Attributes() attributes: Context,
    @Query('settings', TextPipe) keys: string | undefined,
    @Query('prefix', TextPipe) prefix: string | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer> {
    // The router ignores a slash at the end, but with it the path is that of the flag with an empty key.
    const key = flagKeyOf(request.originalUrl);
    if (key !== undefined) return this.evaluate(key, attributes);
    const { flags, reading } = await this.ofrep.evaluateAll({
      keys: splitKeys(keys),
      prefix: prefix ?? '',
      attributes,
    });
    const streams = this.streamsFor(request, response);
    // The tag covers the streams, too: a provider that gets a 304 keeps their address.
    return Answer.tagged(reading, () => printFlags(flags, streams));
  }

  @Post('*key')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Evaluate a flag (OFREP)',
    description: 'What the providers of OpenFeature for servers ask: one flag in the context of one evaluation.',
  })
  @ApiParam({ name: 'key', type: String, description: 'a name or alias of the setting', example: 'cache-size' })
  @ApiBody({ type: FlagRequestBody, required: false, examples: GUEST })
  @ApiResponse({ status: 200, type: FlagAnswer, description: 'The flag.' })
  @ApiFailure(400, 'The body is not JSON, or the context no object.', {
    key: 'cache-size',
    errorCode: 'PARSE_ERROR',
    errorDetails: 'not valid JSON: …',
  })
  @ApiFailure(404, 'There is no such flag.', {
    key: 'cash_size',
    errorCode: 'FLAG_NOT_FOUND',
    errorDetails: 'no setting is called "cash_size"',
  })
  @ApiFailure(500, 'The database cannot be reached, or the service made a mistake.', {
    key: 'cache-size',
    errorCode: 'GENERAL',
    errorDetails: 'the database cannot be reached',
  })
  async evaluate(@FlagKey() key: string, @Attributes() attributes: Context): Promise<Answer> {
    const { flag, reading } = await this.ofrep.evaluate(key, attributes);
    return Answer.of(reading, () => printFlag(flag));
  }

  private streamsFor(request: Request, response: Response): EventStream[] | undefined {
    if (!this.config.ofrep.areStreamsOffered) return undefined;
    return eventStreams(publicPrefixOf(request, response, this.config));
  }
}

function splitKeys(text: string | undefined): string[] | undefined {
  return text === '' ? [] : text?.split(',');
}
