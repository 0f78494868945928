import { Controller, Get } from '@nestjs/common';
import type { Freshness } from '@heksher/persistence';
import { Answer } from '../answers/answer.js';
import { Fresh } from '../answers/freshness.js';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import { ExportDocs } from './export.openapi.js';
import { RequestedExport, type ExportRequest } from './export-request.js';
import { printExport } from './export.present.js';
import { ExportService } from './export.service.js';

@ExportDocs
@Needs('reader')
@Controller(PATHS.export)
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get()
  async get(@RequestedExport() request: ExportRequest, @Fresh() freshness: Freshness): Promise<Answer> {
    const { state, reading } = await this.exports.read(request, freshness);
    return Answer.cacheable(reading, undefined, () => printExport(state, request.include));
  }
}
