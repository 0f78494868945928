import { Module } from '@nestjs/common';
import { ContextFeaturesController } from './context-features.controller.js';
import { ContextFeaturesService } from './context-features.service.js';
import { StartupFeatures } from './startup-features.js';

@Module({ controllers: [ContextFeaturesController], providers: [ContextFeaturesService, StartupFeatures] })
export class ContextFeaturesModule {}
