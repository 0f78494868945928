import { Module } from '@nestjs/common';
import { ComparisonController } from './comparison.controller.js';
import { ComparisonService } from './comparison.service.js';
import { EvaluationController } from './evaluation.controller.js';
import { EvaluationFastHandler } from './evaluation.fast-handler.js';
import { EvaluationService } from './evaluation.service.js';
import { SelectedSettings } from './selected-settings.js';

@Module({
  controllers: [EvaluationController, ComparisonController],
  providers: [EvaluationService, EvaluationFastHandler, SelectedSettings, ComparisonService],
})
export class EvaluationModule {}
