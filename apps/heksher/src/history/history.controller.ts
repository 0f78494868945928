import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { parseStoredJson, type JsonValue } from '@heksher/domain';
import type { Carried, Replayed } from '@heksher/operations';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import type { Mutation } from '../mutations/mutation.js';
import { Mutating } from '../mutations/mutation.decorator.js';
import { setCarriedHeaders } from '../mutations/response-headers.js';
import { readRestore, readUndo, type HistoryRequest } from './history-request.js';
import { printCarried } from './history.dto.js';
import { HistoryDocs } from './history.openapi.js';
import { HistoryService } from './history.service.js';
import { SequenceInPathPipe } from './sequence.pipe.js';

@HistoryDocs
@Needs('reader')
@Controller()
export class HistoryController {
  constructor(private readonly history: HistoryService) {}

  @Post(`${PATHS.changes}/:sequence/undo`)
  @HttpCode(200)
  async undo(
    @Param('sequence', SequenceInPathPipe) sequence: bigint,
    @Mutating() mutation: Mutation,
  ): Promise<JsonValue> {
    const request = readUndo(mutation);
    return present(await this.history.undo(sequence, request), request);
  }

  @Post(PATHS.restore)
  @HttpCode(200)
  async restore(@Mutating() mutation: Mutation): Promise<JsonValue> {
    const request = readRestore(mutation);
    return present(await this.history.restore(request), request);
  }
}

/** A `HistoryAnswer`, with the headers of its response. */
function present(carried: Carried | Replayed, { mutation: { response }, isDryRun }: HistoryRequest): JsonValue {
  setCarriedHeaders(response, carried);
  return parseStoredJson('replayed' in carried ? carried.replayed : printCarried(carried, isDryRun));
}
