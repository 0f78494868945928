import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import { MetricsRegistry } from './metrics-registry.js';
import { MetricsDocs } from './metrics.openapi.js';
import { RequestMetrics } from './request-metrics.js';

@MetricsDocs
@Needs('metrics')
@Controller(PATHS.metrics)
export class MetricsController {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly requests: RequestMetrics,
  ) {}

  @Get()
  async get(@Res() response: Response): Promise<void> {
    const text = `${await this.registry.print()}\n${this.requests.printDurations()}`;
    response.setHeader('Content-Type', this.registry.contentType);
    response.setHeader('Cache-Control', 'no-store');
    response.send(text);
  }
}
