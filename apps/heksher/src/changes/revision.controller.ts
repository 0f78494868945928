import { Controller, Get } from '@nestjs/common';
import { ExactNumber, printJson } from '@heksher/domain';
import { Answer } from '../answers/answer.js';
import { PATHS } from '../http/paths.js';
import { ChangesService } from './changes.service.js';
import { RevisionDocs } from './revision.openapi.js';

@RevisionDocs
@Controller(PATHS.revision)
export class RevisionController {
  constructor(private readonly changes: ChangesService) {}

  @Get()
  async get(): Promise<Answer> {
    const revision = await this.changes.findRevision();
    // As the answer is cached by its revision, polling for it costs no more than the head read.
    return Answer.cacheable({ revision: revision?.id }, undefined, () =>
      printJson({ sequence: revision ? new ExactNumber(revision.seq) : null, at: revision?.at ?? null }),
    );
  }
}
