import { Controller, Get } from '@nestjs/common';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { Draining } from './draining.js';
import type { HealthAnswer } from './health.dto.js';
import { assertReady } from './readiness.js';

/** The health of a service that shows its documentation and nothing else. */
@Controller(PATHS.health)
export class DocOnlyHealthController {
  constructor(
    private readonly draining: Draining,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  @Get()
  get(): HealthAnswer {
    return { version: this.config.version, doc_only: true };
  }

  @Get('live')
  live(): HealthAnswer {
    return this.get();
  }

  @Get('ready')
  ready(): HealthAnswer {
    assertReady(this.draining, undefined);
    return this.get();
  }
}
