import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DomainError } from '@heksher/domain';
import type { Logger } from 'winston';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import type { VariableName } from '../config/variables.js';
import { LOGGER } from '../logging/logging.module.js';
import { ContextFeaturesService } from './context-features.service.js';

const VARIABLE: VariableName = 'HEKSHER_STARTUP_CONTEXT_FEATURES';

/** Makes the stored context features those of the configuration, before the service listens. */
@Injectable()
export class StartupFeatures implements OnApplicationBootstrap {
  constructor(
    private readonly features: ContextFeaturesService,
    @InjectConfig() private readonly config: HeksherConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const expected = this.config.startupContextFeatures;
    if (!expected) return;
    const { inserted, misplaced } = await this.adapt(expected);
    if (misplaced.length > 0) this.logger.warn('repaired the indices of context features', { features: misplaced });
    if (inserted.length > 0) this.logger.info('added context features', { features: inserted });
  }

  private async adapt(expected: readonly string[]): Promise<{ inserted: string[]; misplaced: string[] }> {
    try {
      return await this.features.adapt(expected);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw new DomainError(error.kind, `${VARIABLE}: ${error.message}`);
    }
  }
}
