import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { HealthAnswer } from './health.dto.js';
import { HealthMonitor } from './health.monitor.js';

@ApiTags('health')
@Controller('api/health')
export class HealthController {
  constructor(
    private readonly monitor: HealthMonitor,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Ask whether the service is well',
    description: 'The database is checked in the background every three seconds; this answers the last result.',
  })
  @ApiResponse({ status: 200, type: HealthAnswer, description: 'The service is well.' })
  @ApiResponse({ status: 500, type: HealthAnswer, description: 'The database does not answer.' })
  get(@Res({ passthrough: true }) response: Response): HealthAnswer {
    response.status(this.monitor.isHealthy ? 200 : 500);
    return { version: this.config.version };
  }
}
