import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ChangesSelection } from '@heksher/persistence';
import { PATHS } from '../http/paths.js';
import { JSON_TYPE } from '../http/responses/api-headers.js';
import { ChangeHub } from '../change-stream/change-hub.js';
import { RequestedChanges } from './changes-request.js';
import { printPage } from './changes.dto.js';
import { ChangesDocs } from './changes.openapi.js';
import { ChangesService } from './changes.service.js';
import { EventStream } from '../change-stream/server-sent-events.js';
import { lastEventId } from '../change-stream/sequence.js';
import { Follower } from '../change-stream/follower.js';
import { NamesPipe, SequencePipe } from './parameters.js';
import { EACH_CHANGE } from '../change-stream/stream-kind.js';

@ChangesDocs
@Controller(PATHS.changes)
export class ChangesController {
  constructor(
    private readonly changes: ChangesService,
    private readonly hub: ChangeHub,
  ) {}

  @Get()
  async list(@RequestedChanges() selection: ChangesSelection, @Res() response: Response): Promise<void> {
    const page = await this.changes.list(selection);
    response.setHeader('Content-Type', JSON_TYPE);
    response.send(printPage(page));
  }

  @Get('stream')
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
