import { Controller, Get } from '@nestjs/common';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import type { HealthAnswer } from './health.dto.js';

/** The health of a service that shows its documentation and nothing else. */
@Controller('api/health')
export class DocOnlyHealthController {
  constructor(@InjectConfig() private readonly config: HeksherConfig) {}

  @Get()
  get(): HealthAnswer {
    return { version: this.config.version, doc_only: true };
  }
}
