import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { parseContextFilters, parseSettingNames } from '@heksher/domain';
import { Answer } from '../answers/answer.js';
import { Needs } from '../http/needs.decorator.js';
import { TextPipe } from '../http/parameters/query-text.js';
import { PATHS } from '../http/paths.js';
import { RequestedSnapshot, type SnapshotRequest } from './snapshot-request.js';
import { SnapshotDocs } from './snapshot.openapi.js';
import { printSnapshot } from './snapshot.present.js';
import { SnapshotService } from './snapshot.service.js';

@SnapshotDocs
@Needs('reader')
@Controller(PATHS.snapshot)
export class SnapshotController {
  constructor(private readonly snapshots: SnapshotService) {}

  @Get()
  async get(
    @Query('settings', TextPipe) settings: string | undefined,
    @Query('context_filters', TextPipe) filters: string | undefined,
  ): Promise<Answer> {
    return this.answer({
      settings: settings === undefined ? undefined : parseSettingNames(settings, 'settings'),
      filters: parseContextFilters(filters ?? '*', { parameter: 'context_filters' }),
    });
  }

  @Post()
  @HttpCode(200)
  async getByBody(@RequestedSnapshot() request: SnapshotRequest): Promise<Answer> {
    return this.answer(request);
  }

  private async answer({ settings, filters }: SnapshotRequest): Promise<Answer> {
    const snapshot = await this.snapshots.read(settings);
    // Of the state, not of its settings: the sequence is a part of the answer.
    const answer = Answer.cacheable(snapshot.state, undefined, () => printSnapshot(snapshot, filters));
    return answer.counted({ kind: 'query', names: settings });
  }
}
