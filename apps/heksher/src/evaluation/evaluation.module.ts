import { Module } from '@nestjs/common';
import { EvaluationController } from './evaluation.controller.js';
import { EvaluationFastHandler } from './evaluation.fast-handler.js';
import { EvaluationService } from './evaluation.service.js';

@Module({ controllers: [EvaluationController], providers: [EvaluationService, EvaluationFastHandler] })
export class EvaluationModule {}
