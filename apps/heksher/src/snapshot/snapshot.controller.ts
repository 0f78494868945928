import { Controller, Get, Query } from '@nestjs/common';
import { parseContextFilters, parseSettingNames } from '@heksher/domain';
import { Answer } from '../answers/answer.js';
import { TextPipe } from '../http/parameters/query-text.js';
import { PATHS } from '../http/paths.js';
import { SnapshotDocs } from './snapshot.openapi.js';
import { printSnapshot } from './snapshot.present.js';
import { SnapshotService } from './snapshot.service.js';

@SnapshotDocs
@Controller(PATHS.snapshot)
export class SnapshotController {
  constructor(private readonly snapshots: SnapshotService) {}

  @Get()
  async get(
    @Query('settings', TextPipe) settings: string | undefined,
    @Query('context_filters', TextPipe) filters: string | undefined,
  ): Promise<Answer> {
    const names = settings === undefined ? undefined : parseSettingNames(settings, 'settings');
    const parsed = parseContextFilters(filters ?? '*', { parameter: 'context_filters' });
    const snapshot = await this.snapshots.read(names);
    // Of the state, not of its settings: the sequence is a part of the answer.
    return Answer.cacheable(snapshot.state, undefined, () => printSnapshot(snapshot, parsed));
  }
}
