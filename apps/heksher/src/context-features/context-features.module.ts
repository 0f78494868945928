import { Module } from '@nestjs/common';
import { ContextFeaturesController } from './context-features.controller.js';
import { ContextFeaturesService } from './context-features.service.js';
import { FeatureValuesController } from './feature-values.controller.js';
import { FeatureValuesService } from './feature-values.service.js';
import { StartupFeatures } from './startup-features.js';

@Module({
  controllers: [ContextFeaturesController, FeatureValuesController],
  providers: [ContextFeaturesService, FeatureValuesService, StartupFeatures],
})
export class ContextFeaturesModule {}
