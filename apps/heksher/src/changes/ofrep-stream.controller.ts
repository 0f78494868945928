import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ChangeHub } from './change-hub.js';
import { EventStream } from './event-stream.js';
import { Follower } from './follower.js';
import { lastEventId } from './parameters.js';
import { REFETCH } from './stream-kind.js';

const EXAMPLE = 'retry: 3000\n: this stream is open\n\nid: 42\nevent: message\ndata: {"type":"refetchEvaluation"}\n\n';

@ApiTags('ofrep')
@Controller('ofrep/v1/stream')
export class OfrepStreamController {
  constructor(private readonly hub: ChangeHub) {}

  @Get()
  @ApiOperation({
    summary: 'Hear that flags are to be evaluated again',
    description:
      "Server-sent events for OpenFeature's web providers: one `message` whenever something has changed. Who comes " +
      'back with the `Last-Event-ID` of an earlier state is told at once.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'the last event that was seen', example: '41' })
  @ApiResponse({
    status: 200,
    description: 'The stream, which has no end.',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  async stream(@Req() request: Request, @Res() response: Response): Promise<void> {
    const stream = new EventStream(response);
    await this.hub.join(new Follower({ stream, kind: REFETCH, stopped: lastEventId(request), wanted: undefined }));
  }
}
