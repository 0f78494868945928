import { Module } from '@nestjs/common';
import { ExportController } from './export.controller.js';
import { ExportService } from './export.service.js';
import { PlanController } from './plan.controller.js';
import { PlanService } from './plan.service.js';

/** Configuration as code: the document of a state, and the plan that makes the state what a document says. */
@Module({ controllers: [ExportController, PlanController], providers: [ExportService, PlanService] })
export class DocumentsModule {}
