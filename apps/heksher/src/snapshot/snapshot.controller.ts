import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { parseContextFilters, parseSettingNames } from '@heksher/domain';
import type { Freshness } from '@heksher/persistence';
import { Answer } from '../answers/answer.js';
import { Fresh } from '../answers/freshness.js';
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
    @Fresh() freshness: Freshness,
  ): Promise<Answer> {
    const request = {
      settings: settings === undefined ? undefined : parseSettingNames(settings, 'settings'),
      filters: parseContextFilters(filters ?? '*', { parameter: 'context_filters' }),
    };
    return this.answer(request, freshness);
  }

  @Post()
  @HttpCode(200)
  async getByBody(@RequestedSnapshot() request: SnapshotRequest, @Fresh() freshness: Freshness): Promise<Answer> {
    return this.answer(request, freshness);
  }

  private async answer({ settings, filters }: SnapshotRequest, freshness: Freshness): Promise<Answer> {
    const snapshot = await this.snapshots.read(settings, freshness);
    // Of the state, not of its settings: the sequence is a part of the answer.
    const answer = Answer.cacheable(snapshot.state, undefined, () => printSnapshot(snapshot, filters));
    return answer.counted({ kind: 'query', names: settings });
  }
}
