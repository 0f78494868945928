import { Controller, Get, Param, Query } from '@nestjs/common';
import { Answer } from '../answers/answer.js';
import { PATHS } from '../http/paths.js';
import { ChangeDocs } from './change.openapi.js';
import { printItems, printLogged } from './changes.dto.js';
import { ChangesService } from './changes.service.js';
import { LimitPipe, PlacePipe, SequencePipe } from './parameters.js';

@ChangeDocs
@Controller(`${PATHS.changes}/:sequence`)
export class ChangeController {
  constructor(private readonly changes: ChangesService) {}

  @Get()
  async get(@Param('sequence', SequencePipe) sequence: bigint): Promise<Answer> {
    const change = await this.changes.get(sequence);
    return Answer.ofBody(() => printLogged(change));
  }

  @Get('items')
  async listItems(
    @Param('sequence', SequencePipe) sequence: bigint,
    @Query('after', PlacePipe) after: number,
    @Query('limit', LimitPipe) limit: number,
  ): Promise<Answer> {
    const page = await this.changes.listItems(sequence, { after, limit });
    return Answer.ofBody(() => printItems(page));
  }
}
