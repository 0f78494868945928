import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { PATHS } from '../http/paths.js';
import { MetricsRegistry } from './metrics-registry.js';
import { RequestMetrics } from './request-metrics.js';

const EXAMPLE =
  '# HELP heksher_ready Whether requests may be sent here: 1 or 0.\n# TYPE heksher_ready gauge\nheksher_ready 1\n';

@ApiTags('metrics')
@Controller(PATHS.metrics)
export class MetricsController {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly requests: RequestMetrics,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Read the metrics of the service',
    description: "In Prometheus' text format. It shows no setting and no value.",
  })
  @ApiResponse({
    status: 200,
    description: 'The metrics.',
    content: { 'text/plain': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  async get(@Res() response: Response): Promise<void> {
    const text = `${await this.registry.print()}\n${this.requests.printDurations()}`;
    response.setHeader('Content-Type', this.registry.contentType);
    response.setHeader('Cache-Control', 'no-store');
    response.send(text);
  }
}
