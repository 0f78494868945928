import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { PATHS } from '../http/paths.js';
import { ApiFailure } from './ofrep-failure.js';
import { ChangeHub } from '../change-stream/change-hub.js';
import { EventStream } from '../change-stream/server-sent-events.js';
import { Follower } from '../change-stream/follower.js';
import { lastEventId } from '../change-stream/sequence.js';
import { REFETCH } from '../change-stream/stream-kind.js';

const EXAMPLE = 'retry: 3000\n: this stream is open\n\nid: 11\nevent: message\ndata: {"type":"refetchEvaluation"}\n\n';

@ApiTags('ofrep')
@Controller(PATHS.flagStream)
export class OfrepStreamController {
  constructor(private readonly hub: ChangeHub) {}

  @Get()
  @ApiOperation({
    summary: 'Hear that flags are to be evaluated again',
    description:
      "Server-sent events for OpenFeature's web providers: one `message` at once, since the flags that a page has may " +
      'be older than its stream, and one whenever something has changed. Who comes back with the `Last-Event-ID` of the ' +
      'state that still is has missed nothing, and is told nothing at once.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'the last event that was seen', example: '10' })
  @ApiResponse({
    status: 200,
    description: 'The stream, which has no end.',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  @ApiFailure(500, 'The service made a mistake.', {
    errorCode: 'GENERAL',
    errorDetails: 'the service made a mistake; it is logged',
  })
  async stream(@Req() request: Request, @Res() response: Response): Promise<void> {
    const stream = new EventStream(response);
    const lastSeen = lastEventId(request) ?? 'unknown';
    await this.hub.join(new Follower({ stream, kind: REFETCH, lastSeen, wanted: undefined }));
  }
}
