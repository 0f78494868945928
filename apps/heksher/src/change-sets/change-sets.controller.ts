import { Controller, HttpCode, Post } from '@nestjs/common';
import { parseStoredJson } from '@heksher/domain';
import { Needs } from '../http/needs.decorator.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { TakesLargeBody } from '../http/body/body.guard.js';
import { inSlices } from '../http/body/in-slices.js';
import { PATHS } from '../http/paths.js';
import type { Mutation } from '../mutations/mutation.js';
import { MutatingSet } from '../mutations/mutation.decorator.js';
import { setCarriedHeaders } from '../mutations/response-headers.js';
import { presentApplied, type ChangeSetAnswer } from './change-sets.dto.js';
import { ChangeSetsDocs } from './change-sets.openapi.js';
import { ChangeSetsService } from './change-sets.service.js';
import { readChangeSet } from './read-change-set.js';

@ChangeSetsDocs
@Needs('reader')
@Controller(PATHS.changeSets)
export class ChangeSetsController {
  constructor(
    private readonly changeSets: ChangeSetsService,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  @Post()
  @HttpCode(200)
  @TakesLargeBody()
  async apply(@MutatingSet() mutation: Mutation): Promise<ChangeSetAnswer> {
    const { operations: mostOperations } = this.config.changeSets;
    const set = await inSlices(readChangeSet(mutation.request.handedOver?.body, { mostOperations }));
    const applied = await this.changeSets.apply(set, mutation);
    setCarriedHeaders(mutation.response, applied);
    if ('replayed' in applied) return parseStoredJson(applied.replayed) as unknown as ChangeSetAnswer;
    return presentApplied(applied);
  }
}
