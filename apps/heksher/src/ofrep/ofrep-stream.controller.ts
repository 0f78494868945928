import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import { ChangeHub } from '../change-stream/change-hub.js';
import { EventStream } from '../change-stream/server-sent-events.js';
import { Follower } from '../change-stream/follower.js';
import { lastEventId } from '../change-stream/sequence.js';
import { REFETCH } from '../change-stream/stream-kind.js';
import { OfrepStreamDocs } from './ofrep-stream.openapi.js';

@OfrepStreamDocs
@Needs('ticket')
@Controller(PATHS.flagStream)
export class OfrepStreamController {
  constructor(private readonly hub: ChangeHub) {}

  @Get()
  async stream(@Req() request: Request, @Res() response: Response): Promise<void> {
    const stream = new EventStream(response);
    const lastSeen = lastEventId(request) ?? 'unknown';
    await this.hub.join(new Follower({ stream, kind: REFETCH, lastSeen, wanted: undefined }));
  }
}
