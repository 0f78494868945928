import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { PATHS } from '../http/paths.js';
import { ApiProblems } from '../http/openapi/api-docs.js';
import { JSON_TYPE } from '../http/responses/api-headers.js';
import { ChangeHub } from '../change-stream/change-hub.js';
import { ChangesAnswer, printPage } from './changes.dto.js';
import { ChangesService } from './changes.service.js';
import { EventStream } from '../change-stream/server-sent-events.js';
import { lastEventId } from '../change-stream/sequence.js';
import { Follower } from '../change-stream/follower.js';
import { LARGEST_PAGE, LimitPipe, NamesPipe, OptionalNamePipe, SequencePipe, USUAL_PAGE } from './parameters.js';
import { EACH_CHANGE } from '../change-stream/stream-kind.js';

const STREAM_EXAMPLE =
  'retry: 3000\n: this stream is open\n\nid: 11\nevent: change\ndata: {"sequence":11,' +
  '"at":"2026-11-23T20:15:00.000Z","actor":null,"action":"setting.alias_added","settings":["cache_size"]}\n\n';

const ApiSince = () =>
  ApiQuery({
    name: 'since',
    required: false,
    schema: { type: 'integer', format: 'int64', minimum: 0 },
    example: 10,
    description: 'a sequence number: only changes after it',
  });

@ApiTags('changes')
@Controller(PATHS.changes)
export class ChangesController {
  constructor(
    private readonly changes: ChangesService,
    private readonly hub: ChangeHub,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Read the change log', description: 'Who changed what and when, oldest first, in pages.' })
  @ApiSince()
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: USUAL_PAGE },
    description: 'the most changes of the page; it has fewer if they would take more than 4 MiB',
  })
  @ApiQuery({
    name: 'setting',
    type: String,
    required: false,
    example: 'cache_size',
    description: 'a name or alias: only changes that may touch this setting, under any name that it had',
  })
  @ApiResponse({ status: 200, type: ChangesAnswer, description: 'A page of the log.' })
  @ApiProblems({ 422: 'limit must be 1 to 1000, not "0"' })
  async list(
    @Query('since', SequencePipe) since: bigint | undefined,
    @Query('limit', LimitPipe) limit: number,
    @Query('setting', OptionalNamePipe) setting: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const page = await this.changes.list({ after: since ?? 0n, limit, setting });
    response.setHeader('Content-Type', JSON_TYPE);
    response.send(printPage(page));
  }

  @Get('stream')
  @ApiOperation({
    summary: 'Follow the change log',
    description:
      'Server-sent events: one `change` for each change, as in the log but without before and after. Its id is its ' +
      'sequence number. A client that reconnects with `Last-Event-ID`, or `since`, receives the changes that it missed. ' +
      'If they are no longer available, it receives a `reset`, and the stream continues after the number in it.',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'the id of the last event that the client received; overrides `since`',
    example: '10',
  })
  @ApiSince()
  @ApiQuery({
    name: 'settings',
    type: String,
    required: false,
    example: 'cache_size',
    description: 'names or aliases: only changes that may touch these settings; absent: all changes',
  })
  @ApiResponse({
    status: 200,
    description: 'The stream, which has no end.',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: STREAM_EXAMPLE } },
  })
  @ApiProblems({
    404: 'no settings are called "speeed"',
    422: 'since must be a sequence number of the log, not "yesterday"',
  })
  async stream(
    @Query('since', SequencePipe) since: bigint | undefined,
    @Query('settings', NamesPipe) wanted: string[] | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const lastSeen = lastEventId(request) ?? since;
    if (wanted && lastSeen === undefined) await this.changes.assertKnown(wanted);
    else if (wanted) await this.changes.assertEverKnown(wanted);
    const stream = new EventStream(response);
    await this.hub.join(new Follower({ stream, kind: EACH_CHANGE, lastSeen, wanted }));
  }
}
