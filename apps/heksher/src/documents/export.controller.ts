import { Controller, Get } from '@nestjs/common';
import { printDocument } from '@heksher/domain';
import { Answer } from '../answers/answer.js';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import { ExportDocs } from './export.openapi.js';
import { RequestedExport, type ExportRequest } from './export-request.js';
import { ExportService } from './export.service.js';

@ExportDocs
@Needs('reader')
@Controller(PATHS.export)
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get()
  async get(@RequestedExport() request: ExportRequest): Promise<Answer> {
    const { state, reading } = await this.exports.read(request);
    return Answer.cacheable(reading, undefined, () => printDocument(state, request.include));
  }
}
