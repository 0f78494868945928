import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { Draining } from './draining.js';
import { HealthAnswer } from './health.dto.js';
import { HealthMonitor } from './health.monitor.js';
import { HealthDocs } from './health.openapi.js';
import { assertReady } from './readiness.js';

@HealthDocs
@Needs('nothing')
@Controller(PATHS.health)
export class HealthController {
  constructor(
    private readonly monitor: HealthMonitor,
    private readonly draining: Draining,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  @Get()
  get(@Res({ passthrough: true }) response: Response): HealthAnswer {
    response.status(this.monitor.isHealthy ? 200 : 500);
    return { version: this.config.version };
  }

  @Get('live')
  live(): HealthAnswer {
    return { version: this.config.version };
  }

  @Get('ready')
  ready(): HealthAnswer {
    assertReady(this.draining, this.monitor.fault);
    return { version: this.config.version };
  }
}
