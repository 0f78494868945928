import { Module } from '@nestjs/common';
import { EvaluationController } from './evaluation.controller.js';
import { EvaluationFastRoute } from './evaluation.fast-route.js';
import { EvaluationService } from './evaluation.service.js';

@Module({ controllers: [EvaluationController], providers: [EvaluationService, EvaluationFastRoute] })
export class EvaluationModule {}
