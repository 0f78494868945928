import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { ApiProblems } from '../http/openapi/api-docs.js';
import { Draining } from './draining.js';
import { HealthAnswer } from './health.dto.js';
import { HealthMonitor } from './health.monitor.js';
import { assertReady } from './readiness.js';

@ApiTags('health')
@Controller(PATHS.health)
export class HealthController {
  constructor(
    private readonly monitor: HealthMonitor,
    private readonly draining: Draining,
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

  @Get('live')
  @ApiOperation({
    summary: 'Ask whether the process turns over',
    description: 'Says nothing of the database: a process that cannot reach it is not to be started again.',
  })
  @ApiResponse({ status: 200, type: HealthAnswer, description: 'The process takes requests.' })
  live(): HealthAnswer {
    return { version: this.config.version };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Ask whether requests may be sent here',
    description:
      'The last result of the check in the background: the database answers, takes writes, and has the schema that ' +
      'this version needs. While the service is about to stop it is not ready.',
  })
  @ApiResponse({ status: 200, type: HealthAnswer, description: 'Requests may be sent here.' })
  @ApiProblems({})
  ready(): HealthAnswer {
    assertReady(this.draining, this.monitor.fault);
    return { version: this.config.version };
  }
}
